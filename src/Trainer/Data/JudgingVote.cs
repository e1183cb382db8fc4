namespace Trainer.Data;

/// <summary>What one rater said of a case. See docs/data.md.</summary>
internal sealed record JudgingVote
{
    /// <summary>In the words of the task.</summary>
    public required string Label { get; init; }

    /// <summary>How far the rater is trusted, at least 0.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>[true][said], rows adding up to 1, in the order of the task's labels: how the rater errs; null: taken at the word.</summary>
    public double[][]? Confusion { get; init; }
}
