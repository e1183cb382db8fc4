using JudgeCore.Verdicts;

namespace Trainer.Rewards;

/// <summary>Whether a completion has the form that its mode asks for: the label alone, or reasoning within its tags and then the label.</summary>
internal static class FormatReward
{
    private const string Open = "<think>";
    private const string Close = "</think>";

    /// <param name="completion">Decoded text without the end token.</param>
    /// <param name="labels">The task's labels.</param>
    /// <param name="mode">What the prompt asked for.</param>
    /// <param name="ended">Whether the completion ended by itself; one that was cut off has no form.</param>
    /// <returns>1 or 0.</returns>
    public static double Of(string completion, IReadOnlyList<string> labels, VerdictMode mode, bool ended = true)
    {
        if (!ended)
            return 0;
        var text = completion.Trim();
        if (mode == VerdictMode.Verdict)
            return labels.Contains(text) ? 1 : 0;
        var close = text.IndexOf(Close, StringComparison.Ordinal);
        if (!text.StartsWith(Open, StringComparison.Ordinal) || close < 0)
            return 0;
        var reasoning = text[Open.Length..close];
        var answer = text[(close + Close.Length)..].Trim();
        return
            !string.IsNullOrWhiteSpace(reasoning)
            && !reasoning.Contains(Open, StringComparison.Ordinal)
            && labels.Contains(answer)
            ? 1
            : 0;
    }
}
