using JudgeApi.Storage.Entities;
using JudgeCore.Tasks;

namespace JudgeApi.Exports;

/// <summary>One label of what several raters said: of scales the label nearest to the mean score, else the majority; none where it is divided.</summary>
internal static class Labelling
{
    /// <summary>A verdict label, or null where the raters are evenly divided or take no side.</summary>
    /// <param name="words">Each rater's last word on one judgment.</param>
    /// <param name="task">Of the judgment's version.</param>
    public static string? Of(IReadOnlyList<Correction> words, JudgingTask task)
    {
        if (task.Kind == TaskKind.Scale)
        {
            double mean = words.Average(word => word.Score ?? task.VerdictLabels.ToList().IndexOf(word.Verdict) + 1);
            return task.VerdictLabels[(int)Math.Round(mean, MidpointRounding.AwayFromZero) - 1];
        }

        var votes = words
            .Where(word => word.Verdict != Correction.Tie)
            .GroupBy(word => word.Verdict, StringComparer.Ordinal)
            .OrderByDescending(vote => vote.Count())
            .Take(2)
            .ToArray();
        return votes.Length == 0 || (votes.Length == 2 && votes[0].Count() == votes[1].Count()) ? null : votes[0].Key;
    }

    /// <summary>The word that the model uses for a verdict: of pairs A is the word for the first shown image.</summary>
    public static string ModelWord(string verdict, JudgingTask task) => task.Labels[task.VerdictLabels.ToList().IndexOf(verdict)];
}
