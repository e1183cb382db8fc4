namespace Trainer.Data;

/// <summary>One judged case of a data file: what the judge is shown and what it should answer. See docs/data.md.</summary>
internal sealed record JudgingItem
{
    /// <summary>Unique within its file.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the judging task.</summary>
    public required string Task { get; init; }

    /// <summary>Paths relative to the folder of the data file: one, or two for a pair (in the order in which they are shown).</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>Caption, policy, ...; null where the task has none.</summary>
    public string? Text { get; init; }

    /// <summary>The right answer in the words of the task: "yes", "4", "first".</summary>
    public required string Label { get; init; }

    /// <summary>Label to the probability that it is the right one, where several raters were weighed; null: the label is certain.</summary>
    public IReadOnlyDictionary<string, double>? Posterior { get; init; }

    /// <summary>How much the item counts in evaluations and the gate, at least 0; null: 1.</summary>
    public double? Weight { get; init; }

    /// <summary>What each rater said, for rewards that weigh raters themselves; null: only the label counts.</summary>
    public IReadOnlyList<JudgingVote>? Votes { get; init; }

    /// <summary>One line of reasons for the label; null where nobody gave one.</summary>
    public string? Rationale { get; init; }

    /// <summary>Items of one group never come up on both sides of a split: same picture, same session, same source.</summary>
    public required string Group { get; init; }

    /// <summary>Kind of prompt within the task, for figures by family; null counts as the task itself.</summary>
    public string? Family { get; init; }

    /// <summary>"train", "validation" or "test" where the file's author decided; null leaves it to the reader.</summary>
    public string? Split { get; init; }
}
