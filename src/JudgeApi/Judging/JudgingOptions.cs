using System.ComponentModel.DataAnnotations;

namespace JudgeApi.Judging;

/// <summary>What a judging request may bring, and how many are worked on at once.</summary>
internal sealed record JudgingOptions
{
    /// <summary>Bytes of one request's body. The default, 80 MiB, takes a pair of the largest images in base64.</summary>
    [Range(1024, 2_000_000_000)]
    public long MaxBodyBytes { get; init; } = 80L << 20;

    /// <summary>Bytes of a batch's body.</summary>
    [Range(1024, 2_000_000_000)]
    public long MaxBatchBytes { get; init; } = 160L << 20;

    /// <summary>Items of a batch.</summary>
    [Range(1, 10_000)]
    public int MaxBatchItems { get; init; } = 64;

    /// <summary>Items of one batch that are worked on at once.</summary>
    [Range(1, 1024)]
    public int BatchConcurrency { get; init; } = 8;

    /// <summary>Characters of a caption or policy. The checkpoint may take fewer tokens; it then refuses with prompt_too_long.</summary>
    [Range(1, 1_000_000)]
    public int MaxTextLength { get; init; } = 4000;

    /// <summary>Characters of the caller's reference.</summary>
    [Range(1, 1000)]
    public int MaxReferenceLength { get; init; } = 200;

    /// <summary>Requests whose images are decoded and prepared at once, beside the model's thread; 0: half the processors, at least two.
    /// Verdicts go before reasoned requests, which leave the last of several places to them.</summary>
    [Range(0, 256)]
    public int Decoders { get; init; }

    /// <summary>MiB that request bodies, downloaded files and decoded images of all waiting requests may take, a third each; beyond it the service answers busy.</summary>
    [Range(64, 1_000_000)]
    public int MemoryMiB { get; init; } = 2048;

    /// <summary>Requests that may wait for memory or a decoder before the service answers busy.</summary>
    [Range(0, 100_000)]
    public int QueueLength { get; init; } = 256;
}
