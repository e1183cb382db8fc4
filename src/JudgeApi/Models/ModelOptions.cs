using System.ComponentModel.DataAnnotations;

namespace JudgeApi.Models;

/// <summary>Section <c>MtRl:Models</c>: how versions come into service, and how long they are kept.</summary>
internal sealed record ModelOptions
{
    /// <summary>Seconds between two looks at which version is wanted; a change made on this server is seen at once.</summary>
    [Range(0.1, 3600)]
    public double PollSeconds { get; init; } = 1;

    /// <summary>Seconds for which a server that said nothing is still listed.</summary>
    [Range(1, 86_400)]
    public int ServerSeconds { get; init; } = 30;

    /// <summary>Minutes after an exchange during which a version that breaks on requests is taken back.</summary>
    [Range(0, 1440)]
    public double WatchMinutes { get; init; } = 10;

    /// <summary>Requests before the share of failures counts.</summary>
    [Range(1, 1_000_000)]
    public int WatchRequests { get; init; } = 20;

    /// <summary>Share of failures above that of the version before, from which the version is taken back.</summary>
    [Range(0, 1)]
    public double WatchFailureShare { get; init; } = 0.1;

    /// <summary>Newest versions whose files are kept, beside the served, the previous and the pinned ones.</summary>
    [Range(0, 1000)]
    public int Keep { get; init; } = 5;

    /// <summary>Bytes of an imported archive.</summary>
    [Range(1L << 10, 1L << 42)]
    public long ImportMaxBytes { get; init; } = 16L << 30;
}
