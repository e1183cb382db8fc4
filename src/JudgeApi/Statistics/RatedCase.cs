using JudgeCore.Verdicts;

namespace JudgeApi.Statistics;

/// <summary>One judgment with what people say of it, as indices into its task's labels.</summary>
internal sealed record RatedCase
{
    public required string JudgmentId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string ModelVersion { get; init; }

    public required int TaskVersion { get; init; }

    public required VerdictMode Mode { get; init; }

    /// <summary>The calibration that the distribution went through.</summary>
    public required string? CalibrationId { get; init; }

    /// <summary>The judge's label.</summary>
    public required int Verdict { get; init; }

    /// <summary>[label] the judge's probabilities.</summary>
    public required double[] Distribution { get; init; }

    public required bool Abstained { get; init; }

    /// <summary>Null where the pair was not asked in both orders.</summary>
    public required bool? Flipped { get; init; }

    /// <summary>Scales: the judge's expected position, from 1; otherwise NaN.</summary>
    public required double Score { get; init; }

    /// <summary>[label] probability that the label is right, by the raters who can be trusted; adds up to 1.</summary>
    public required double[] Truth { get; init; }

    /// <summary>Scales: people's mean score, the reliable ones counting more; otherwise NaN.</summary>
    public required double PeopleScore { get; init; }

    /// <summary>[label] raters who chose it.</summary>
    public required int[] Votes { get; init; }

    /// <summary>How many judgments like this one it stands for; 1 in an unweighted sample.</summary>
    public double Weight { get; init; } = 1;
}
