using JudgeCore.Models;
using static TorchSharp.torch;

namespace Trainer.Losses;

/// <summary>Masks that drop tokens or completions from the policy term only: they stay in denominators and keep their KL term.</summary>
internal static class TokenMasks
{
    /// <summary>[episodes, tokens] 1 where the entropy reaches the quantile 1 - <paramref name="share"/> of the counted tokens' entropies.</summary>
    public static Tensor TopEntropy(Tensor entropies, Tensor mask, double share)
    {
        var values = entropies.detach();
        var counted = values.masked_select(mask.Above(0)).to_type(float32); // [counted]
        if (counted.numel() == 0)
            return zeros_like(values);
        var threshold = quantile(counted, tensor(1 - share, float32), 0, false);
        return values.ge(threshold).to_type(mask.dtype);
    }

    /// <summary>[episodes, 1] 0 for a completion of negative advantage whose mean log pi_old - log pi exceeds the threshold.</summary>
    public static Tensor OnPolicy(Tensor old, Tensor logProbs, Tensor advantages, Tensor mask, double threshold)
    {
        var drift = PolicyLoss.TokenMean(old.Minus(logProbs.detach()), mask); // [episodes, 1]
        return advantages.NotBelow(0).logical_or(drift.NotAbove(threshold)).to_type(mask.dtype);
    }
}
