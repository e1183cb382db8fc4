using System.ComponentModel.DataAnnotations;

namespace JudgeApi.Statistics;

/// <summary>What GET /stats may cost.</summary>
internal sealed record StatsOptions
{
    /// <summary>Seconds for which an answer, and what raters' votes say of the truth, is given again without being computed.</summary>
    [Range(0, 3600)]
    public int CacheSeconds { get; init; } = 10;

    /// <summary>Resamples of the bootstrap intervals; large samples get fewer, at least 100.</summary>
    [Range(10, 10_000)]
    public int BootstrapRounds { get; init; } = 1000;

    /// <summary>Newest corrections of a task that are looked at.</summary>
    [Range(100, 10_000_000)]
    public int MaxCorrections { get; init; } = 200_000;
}
