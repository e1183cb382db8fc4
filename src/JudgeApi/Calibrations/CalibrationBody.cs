using JudgeApi.Statistics;
using JudgeCore.Verdicts;

namespace JudgeApi.Calibrations;

/// <summary>Asks for a calibration of the served model in one task.</summary>
internal sealed record CalibrationBody
{
    /// <summary>Name of the task; its newest version is calibrated.</summary>
    public string? Task { get; init; }

    /// <summary>verdict or reasoned: fits on judgments in this mode and serves it alone. Absent: one calibration from both, for both.</summary>
    public VerdictMode? Mode { get; init; }

    /// <summary>Share of wrong answers, above 0 and below 1, that is not to be passed: verdicts that are less sure are marked as abstained. Absent: the
    /// threshold stays.</summary>
    public double? TargetError { get; init; }

    /// <summary>random (default), weighted or all: see GET /stats.</summary>
    public StatsSample Sample { get; init; }

    /// <summary>Refuses to fit on fewer judgments, 20 or more.</summary>
    public int MinItems { get; init; } = 100;

    /// <summary>Only says what would come out.</summary>
    public bool DryRun { get; init; }
}
