namespace JudgeApi.Retraining;

/// <summary>Asks for a training run. What is absent is as the configuration says.</summary>
internal sealed record TrainingRunBody
{
    /// <summary>Only says what a run would use and cost, and whether it would start.</summary>
    public bool DryRun { get; init; }

    public LabelWeighting? Weighting { get; init; }

    /// <summary>Optimizer steps.</summary>
    public int? Steps { get; init; }

    /// <summary>Promote the candidate if the gate lets it pass.</summary>
    public bool? AutoPromote { get; init; }

    /// <summary>Take imported ratings, too.</summary>
    public bool? Imports { get; init; }

    /// <summary>Only corrections of these tasks.</summary>
    public IReadOnlyList<string>? Tasks { get; init; }

    /// <summary>Of data order and samples; default 1.</summary>
    public int? Seed { get; init; }
}
