using System.ComponentModel.DataAnnotations;
using JudgeCore.Verdicts;

namespace JudgeCore.Gates;

/// <summary>What a candidate must do to take the champion's place. Every difference is candidate minus champion.</summary>
public sealed record GateRules
{
    /// <summary>Tasks that must improve; null: every task of the held-out data.</summary>
    public IReadOnlyList<string>? ImproveTasks { get; init; }

    /// <summary>Whether the corrected tasks must improve together or each.</summary>
    public ImprovementScope Improve { get; init; } = ImprovementScope.Together;

    /// <summary>What improvement is measured by.</summary>
    public GateMeasure Measure { get; init; } = GateMeasure.Accuracy;

    /// <summary>The mode in which the corrected tasks must improve; null: the candidate's default mode.</summary>
    public VerdictMode? ImproveMode { get; init; }

    /// <summary>The improvement must be above this, 0 to 1.</summary>
    [Range(0.0, 1.0)]
    public double MinimumGain { get; init; }

    /// <summary>Of every interval. Rules that look at many slices divide the doubt by their number (Bonferroni).</summary>
    [Range(0.5, 0.9999)]
    public double Confidence { get; init; } = 0.95;

    /// <summary>A task fails that is worse beyond doubt and whose accuracy fell by more than this.</summary>
    [Range(0.0, 1.0)]
    public double TaskMargin { get; init; } = 0.03;

    /// <summary>The same for a prompt family.</summary>
    [Range(0.0, 1.0)]
    public double FamilyMargin { get; init; } = 0.05;

    /// <summary>The same for the mean of all tasks of a mode, which shows small falls that no task alone can show.</summary>
    [Range(0.0, 1.0)]
    public double MeanMargin { get; init; } = 0.02;

    /// <summary>The flip rate may rise by this.</summary>
    [Range(0.0, 1.0)]
    public double FlipMargin { get; init; } = 0.05;

    /// <summary>The expected calibration error may rise by this.</summary>
    [Range(0.0, 1.0)]
    public double CalibrationMargin { get; init; } = 0.05;

    /// <summary>The share of free answers that have the asked form may fall by this.</summary>
    [Range(0.0, 1.0)]
    public double FormatMargin { get; init; } = 0.05;

    /// <summary>A fall must be disproved, not merely unproved: the interval's lower end must lie above the margin, else the rule is undecided.</summary>
    public bool RequireProof { get; init; }

    /// <summary>Held-out items that a corrected task must have.</summary>
    [Range(1, 1_000_000)]
    public int MinimumItems { get; init; } = 40;

    /// <summary>Items below which a slice is reported but not judged.</summary>
    [Range(1, 1_000_000)]
    public int MinimumSliceItems { get; init; } = 20;

    /// <summary>Resamples of the bootstrap.</summary>
    [Range(100, 1_000_000)]
    public int Rounds { get; init; } = 10_000;

    /// <summary>Of the bootstrap.</summary>
    public int Seed { get; init; } = 1;
}
