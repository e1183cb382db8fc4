using JudgeApi.Calibrations;
using JudgeCore.Tasks;

namespace JudgeApi.Statistics;

/// <summary>What is known of the judge in one task.</summary>
internal sealed record TaskStats
{
    public required string Task { get; init; }

    /// <summary>Versions that have these labels; a task whose labels were changed comes once for each set.</summary>
    public required IReadOnlyList<int> TaskVersions { get; init; }

    public required TaskKind Kind { get; init; }

    public required IReadOnlyList<string> Labels { get; init; }

    public required JudgedCounts Judged { get; init; }

    /// <summary>Judgments of these versions that anybody has rated, at any time.</summary>
    public required int Rated { get; init; }

    /// <summary>Agreement of the judge with people, over the sample that was asked for.</summary>
    public required FigureSet Agreement { get; init; }

    /// <summary>The same by what was asked for in <c>by</c>.</summary>
    public required IReadOnlyList<FigureGroup> Groups { get; init; }

    /// <summary>From all votes of the task, whatever the filter.</summary>
    public required IReadOnlyList<RaterView> Raters { get; init; }

    /// <summary>Calibrations in force for the model that serves now.</summary>
    public required IReadOnlyList<CalibrationView> Calibrations { get; init; }
}
