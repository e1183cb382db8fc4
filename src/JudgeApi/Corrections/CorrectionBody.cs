namespace JudgeApi.Corrections;

/// <summary>What a rater says of a judgment: the verdict it should have been, which may be the one it is.</summary>
internal sealed record CorrectionBody
{
    /// <summary>A label of the task; for pairs A, B or tie. Scales may give a score instead.</summary>
    public string? Verdict { get; init; }

    /// <summary>Scales: between 1 (worst) and the number of labels.</summary>
    public double? Score { get; init; }

    /// <summary>Why, up to 4000 characters.</summary>
    public string? Rationale { get; init; }

    /// <summary>How sure the rater is, 0 to 1.</summary>
    public double? Certainty { get; init; }

    /// <summary>Seconds that the rater took, 0 to 86400.</summary>
    public double? SecondsSpent { get; init; }

    /// <summary>The version of the task that the rater judged by; refused where the judgment is of another one.</summary>
    public int? TaskVersion { get; init; }

    /// <summary>The id that GET /review-queue/next gave out; A and B are then the images in the order in which it showed them.</summary>
    public string? Review { get; init; }
}
