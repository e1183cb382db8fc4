using System.ComponentModel.DataAnnotations;

namespace JudgeApi.Hosting;

/// <summary>Token buckets: each key has its own; requests without a valid key share one for each address.</summary>
internal sealed record RateLimitOptions
{
    /// <summary>Requests a second that a key may make in the long run.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerSecond { get; init; } = 200;

    /// <summary>Requests that a key may make at once after a pause.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; init; } = 2000;

    /// <summary>Requests a second without a valid key from one address.</summary>
    [Range(1, 1_000_000)]
    public int AnonymousPerSecond { get; init; } = 20;
}
