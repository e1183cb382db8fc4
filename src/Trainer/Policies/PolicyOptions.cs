using System.ComponentModel.DataAnnotations;

namespace Trainer.Policies;

/// <summary>What is trained, and how it computes.</summary>
internal sealed record PolicyOptions
{
    /// <summary>Compute in bf16 with fp32 master weights; false: all in fp32, where a resumed run equals an undisturbed one to the last bit.</summary>
    public bool Bf16 { get; init; }

    /// <summary>Threads of the model.</summary>
    [Range(1, 256)]
    public int Threads { get; init; } = 1;

    /// <summary>Leaves the vision tower as it is.</summary>
    public bool FreezeVision { get; init; }

    /// <summary>Leaves the token table (and with it a tied output head) as it is.</summary>
    public bool FreezeEmbeddings { get; init; }

    /// <summary>Trains a LoRA adapter beside frozen weights; null: the weights themselves.</summary>
    public LoraOptions? Lora { get; init; }

    /// <summary>Layers are computed again in the backward pass instead of being remembered: less memory, a third more work.</summary>
    public bool ActivationCheckpointing { get; init; }
}
