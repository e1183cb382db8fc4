using static TorchSharp.torch;

namespace Trainer.Losses;

/// <summary>What the policy loss of one micro-batch is computed from. Masked positions may hold any finite number.</summary>
internal sealed record PolicyBatch
{
    /// <summary>[episodes, tokens] log pi of the tokens, in fp32; carries the gradient.</summary>
    public required Tensor LogProbs { get; init; }

    /// <summary>[episodes] or [episodes, tokens]</summary>
    public required Tensor Advantages { get; init; }

    /// <summary>[episodes, tokens] 1 where a token counts, 0 for padding, truncated completions and tokens that the policy did not write.</summary>
    public required Tensor Mask { get; init; }

    /// <summary>[episodes, tokens] log-probabilities under the weights that wrote the rollout, recomputed by the trainer. Null for the first
    /// update after a rollout: the current ones without gradient, so that every ratio is 1 but its gradient is not 0.</summary>
    public Tensor? OldLogProbs { get; init; }

    /// <summary>[episodes, tokens] log-probabilities of the reference policy; needed where beta is not 0.</summary>
    public Tensor? ReferenceLogProbs { get; init; }

    /// <summary>[episodes, tokens] log-probabilities as the sampler recorded them; used by the off-policy mask where given.</summary>
    public Tensor? SamplerLogProbs { get; init; }

    /// <summary>[episodes, tokens] or [episodes, 1] weights that correct for the sampler, from <see cref="SamplerCorrection"/>; null for none.</summary>
    public Tensor? SamplerRatios { get; init; }

    /// <summary>[episodes, tokens] entropy of each token's distribution in nats; with gradient where there is an entropy bonus.</summary>
    public required Tensor Entropies { get; init; }

    /// <summary>The micro-batch's place in the whole.</summary>
    public required LossScale Scale { get; init; }
}
