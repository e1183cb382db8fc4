using static TorchSharp.torch;

namespace JudgeCore.Checkpoints;

/// <summary>What stands in a checkpoint folder beside a module's weights, and how the weights are stored.</summary>
internal sealed record CheckpointContents
{
    /// <summary>config.json as JSON; the types it names are set to <see cref="Dtype"/>.</summary>
    public required string Config { get; init; }

    /// <summary>The type of floating-point weights on disk.</summary>
    public ScalarType Dtype { get; init; } = ScalarType.Float32;

    /// <summary>Files to copy under their own names: tokenizer.json, preprocessor_config.json...</summary>
    public IEnumerable<string> Files { get; init; } = [];

    public JudgeCard? Card { get; init; }

    /// <summary>README.md.</summary>
    public string? Readme { get; init; }

    /// <summary>In-memory name to on-disk name; null: they are the same.</summary>
    public Func<string, string>? Rename { get; init; }

    /// <summary>Most bytes of a weight file; by default 5 GB as transformers has it.</summary>
    public long MaxShardBytes { get; init; } = 5_000_000_000;
}
