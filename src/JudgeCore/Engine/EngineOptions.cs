using System.ComponentModel.DataAnnotations;

namespace JudgeCore.Engine;

/// <summary>Place and sizes of the engine. The defaults serve the shipped tiny judge on two cores; larger checkpoints want fewer sequences.</summary>
public sealed record EngineOptions
{
    /// <summary>Where the model computes: <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>. GPUs hold weights of their own, shared with no other version.</summary>
    [DeviceName]
    public string Device { get; init; } = ComputeDevice.Processor;

    /// <summary>Threads of the model's matrix products; 0: one for models below 16 million weights, else libtorch's own choice (one a physical core).</summary>
    [Range(0, 256)]
    public int Threads { get; init; }

    /// <summary>
    /// Processors that the model's threads stay on, such as <c>0-3,8</c>, for machines that other work shares; null: any. With
    /// <see cref="Threads"/> 0 there are as many threads as processors named.
    /// </summary>
    [ProcessorList]
    public string? Cores { get; init; }

    /// <summary>Requests that may wait before the engine answers busy.</summary>
    [Range(1, 100_000)]
    public int QueueLength { get; init; } = 256;

    /// <summary>Sequences that run at once: slots of the key-value cache.</summary>
    [Range(1, 1024)]
    public int MaxSequences { get; init; } = 32;

    /// <summary>Tokens of one sequence, prompt and answer together: the length of a slot. 0: what the checkpoint was built for, at most 4,096.</summary>
    [Range(0, 1_000_000)]
    public int MaxTokens { get; init; }

    /// <summary>Bytes of keys and values of running sequences: fewer than <see cref="MaxSequences"/> run at once where slots are too large for it.</summary>
    [Range(1L << 20, long.MaxValue)]
    public long KeyValueBytes { get; init; } = 1L << 30;

    /// <summary>
    /// Of <see cref="MaxSequences"/>, those that only bare verdicts may take, so that they do not wait for reasoned answers to end; while a reasoned
    /// request waits, as many (at least one) are kept from verdicts. At most half of the slots count. 0: none, for work without verdicts.
    /// </summary>
    [Range(0, 1024)]
    public int VerdictSlots { get; init; }

    /// <summary>Query tokens of one forward pass; longer prompts are read in chunks of this size.</summary>
    [Range(16, 1_000_000)]
    public int StepTokens { get; init; } = 4096;

    /// <summary>The same while reasoned answers are being written: smaller, so that a long prompt does not hold them up.</summary>
    [Range(16, 1_000_000)]
    public int ChunkTokens { get; init; } = 512;

    /// <summary>Tokens that a reasoned answer may spend on its reasoning before it must give the label.</summary>
    [Range(1, 100_000)]
    public int MaxReasoningTokens { get; init; } = 256;

    /// <summary>Bytes of image features kept for pictures that are judged again; 0 keeps none.</summary>
    [Range(0, long.MaxValue)]
    public long ImageCacheBytes { get; init; } = 64L << 20;

    /// <summary>Bytes of whole verdicts kept for requests that are repeated to the letter and the pixel; 0 keeps none. Draws are never kept.</summary>
    [Range(0, long.MaxValue)]
    public long VerdictCacheBytes { get; init; }

    /// <summary>Bytes of keys and values kept for rubrics that are asked again; 0 keeps none.</summary>
    [Range(0, long.MaxValue)]
    public long PrefixCacheBytes { get; init; } = 64L << 20;
}
