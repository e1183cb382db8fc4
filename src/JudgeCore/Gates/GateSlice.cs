using JudgeCore.Verdicts;

namespace JudgeCore.Gates;

/// <summary>Champion and candidate on the same held-out items of one task, or of one prompt family of it.</summary>
public sealed record GateSlice
{
    public required EvidenceSource Source { get; init; }

    public required string Task { get; init; }

    /// <summary>Prompt family, given where a task has several; null: the whole task.</summary>
    public string? Family { get; init; }

    public required VerdictMode Mode { get; init; }

    /// <summary>Pairs: how the champion was asked.</summary>
    public PairStrategy? Strategy { get; init; }

    public required int Items { get; init; }

    /// <summary>Groups of items that belong together (one picture, one scene): what the bootstrap draws.</summary>
    public required int Groups { get; init; }

    public required GateFigures Champion { get; init; }

    public required GateFigures Candidate { get; init; }

    public required MeasuredDifference Accuracy { get; init; }

    public required MeasuredDifference MacroF1 { get; init; }

    /// <summary>Null where a kappa is undefined.</summary>
    public MeasuredDifference? Kappa { get; init; }

    public required MeasuredDifference CalibrationError { get; init; }

    public MeasuredDifference? FlipRate { get; init; }

    public MeasuredDifference? FormatRate { get; init; }

    /// <summary>Items of which only the champion names the most probable label.</summary>
    public required int OnlyChampionRight { get; init; }

    public required int OnlyCandidateRight { get; init; }

    /// <summary>Items on which the two say different labels.</summary>
    public required int ChangedVerdicts { get; init; }

    /// <summary>Exact two-sided p of McNemar's test over the two counts.</summary>
    public required double McNemarP { get; init; }
}
