namespace JudgeCore.Tasks;

/// <summary>What the judge is asked: a rubric, the labels it may answer with, and what a request brings. Tasks are data: users add their own.</summary>
public sealed record JudgingTask
{
    /// <summary>Stable name in requests and statistics, such as <c>alignment</c>: lower-case letters, digits and dashes.</summary>
    public required string Name { get; init; }

    /// <summary>Counts the edits of the task; a judgment names the version that made it.</summary>
    public int Version { get; init; } = 1;

    public required TaskKind Kind { get; init; }

    /// <summary>The instruction to the judge: the system message of its prompt.</summary>
    public required string Rubric { get; init; }

    /// <summary>The words that the model may answer with. Scales list them from worst to best; pairwise tasks list the word for the first
    /// shown image, then for the second.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    public TextUse Text { get; init; } = TextUse.None;

    /// <summary>What the text is, as the prompt introduces it: "Caption", "Policy".</summary>
    public string TextName { get; init; } = "Text";

    /// <summary>Pairwise tasks: the pointwise task that judges one image alone for the strategy <c>independent</c>; null where there is none.</summary>
    public string? PointwiseTwin { get; init; }

    /// <summary>Tasks of kind Labels: the label that speaks for the image ("yes"), whose probability ranks images; null where none does.</summary>
    public string? FavourableLabel { get; init; }

    /// <summary>How many images a request must bring.</summary>
    public int ImageCount => Kind == TaskKind.Pairwise ? 2 : 1;

    /// <summary>The labels as verdicts and raters name them: a pair's are A and B whatever words the model uses.</summary>
    public IReadOnlyList<string> VerdictLabels => Kind == TaskKind.Pairwise ? PairLabels : Labels;

    /// <summary>Names of a pair's images in the order in which they were submitted.</summary>
    public static IReadOnlyList<string> PairLabels { get; } = ["A", "B"];
}
