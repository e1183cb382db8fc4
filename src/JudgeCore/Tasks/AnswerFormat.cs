using JudgeCore.Engine;
using JudgeCore.Tokens;

namespace JudgeCore.Tasks;

/// <summary>What answers look like: a bare label, or <c>&lt;think&gt;reasons&lt;/think&gt;label</c>, closed by the end-of-turn token.</summary>
internal sealed class AnswerFormat
{
    public const string Open = "<think>";
    public const string Close = "</think>";

    private readonly JudgeTokenizer tokenizer;

    public AnswerFormat(JudgeTokenizer tokenizer)
    {
        this.tokenizer = tokenizer;
        OpenIds = tokenizer.EncodeTrusted(Open);
        CloseIds = tokenizer.EncodeTrusted(Close);
        End = tokenizer.ControlId(ChatTokens.MessageEndText);
        Forbidden = tokenizer.ControlIds.Except(CloseIds).ToHashSet();
    }

    /// <summary>Control tokens that reasoning may not contain: all but its own closing mark.</summary>
    public IReadOnlySet<int> Forbidden { get; }

    /// <summary>Ids that every reasoned answer begins with; they belong to the prompt.</summary>
    public int[] OpenIds { get; }

    /// <summary>Ids of the mark that ends the reasoning.</summary>
    public int[] CloseIds { get; }

    /// <summary>The end-of-turn token.</summary>
    public int End { get; }

    /// <summary>The labels' tokens as a tree; a label that begins another one carries the end-of-turn token.</summary>
    public LabelTree Tree(IReadOnlyList<string> labels)
    {
        int[][] ids = [.. labels.Select(tokenizer.Encode)];
        return new LabelTree([
            .. ids.Select(
                (label, i) => ids.Where((other, j) => j != i && other.AsSpan().StartsWith(label)).Any() ? [.. label, End] : label
            ),
        ]);
    }

    /// <summary>The whole completion of an answer: what training teaches and rollouts are read as.</summary>
    /// <param name="rationale">Reasons in one line; null for a bare label. The opening mark is the prompt's; a closing mark inside is left out,
    /// since it would end the reasoning.</param>
    /// <param name="label">One of the task's labels.</param>
    public int[] Completion(string? rationale, string label) =>
        rationale is null
            ? [.. tokenizer.Encode(label), End]
            :
            [
                .. tokenizer.Encode(rationale.Replace(Close, "", StringComparison.Ordinal)),
                .. CloseIds,
                .. tokenizer.Encode(label),
                End,
            ];

    /// <summary>Reads a free completion: the label, or null when it has not the asked form.</summary>
    public (string? Rationale, string? Label) Parse(IReadOnlyList<int> completion, bool reasoned, IReadOnlyList<string> labels)
    {
        if (completion.Count == 0 || completion[^1] != End)
        {
            return (null, null);
        }

        var body = completion.Take(completion.Count - 1).ToArray();
        int close = reasoned ? body.AsSpan().IndexOf(CloseIds) : 0;
        if (close < 0)
        {
            return (null, null);
        }

        int[] answer = reasoned ? body[(close + CloseIds.Length)..] : body;
        string? label = labels.FirstOrDefault(label => tokenizer.Encode(label).AsSpan().SequenceEqual(answer));
        return (reasoned ? tokenizer.Decode(body[..close]) : null, label);
    }
}
