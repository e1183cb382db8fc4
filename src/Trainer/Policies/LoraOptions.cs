using System.ComponentModel.DataAnnotations;

namespace Trainer.Policies;

/// <summary>Size of a LoRA adapter (arXiv 2106.09685).</summary>
internal sealed record LoraOptions
{
    /// <summary>Inner width.</summary>
    [Range(1, 4096)]
    public int Rank { get; init; } = 16;

    /// <summary>The adapter's product is scaled by alpha / rank.</summary>
    [Range(1e-6, 1e6)]
    public double Alpha { get; init; } = 32;

    /// <summary>Names of the adapted projections, as PEFT's target_modules; by default all of the text stack.</summary>
    public IReadOnlyList<string> Targets { get; init; } =
    ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"];
}
