using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Trainer.Losses;

/// <summary>The loss of RLOO (arXiv 2402.14740): one ratio a completion, of the product of its tokens' probabilities, clipped as in PPO.</summary>
internal static class LeaveOneOutLoss
{
    /// <param name="logProbs">[episodes, tokens] with gradient.</param>
    /// <param name="oldSums">[episodes] summed log-probabilities of the counted tokens when the rollout was written.</param>
    /// <param name="advantages">[episodes]</param>
    /// <param name="mask">[episodes, tokens]; a row without counted tokens keeps the ratio exp(-old sum).</param>
    /// <param name="entropies">[episodes, tokens] in nats, for the metric.</param>
    /// <param name="epsilonLow">The ratio is clipped below at 1 - this.</param>
    /// <param name="epsilonHigh">The ratio is clipped above at 1 + this.</param>
    public static PolicyLossResult Compute(
        Tensor logProbs,
        Tensor oldSums,
        Tensor advantages,
        Tensor mask,
        Tensor entropies,
        double epsilonLow = 0.2,
        double epsilonHigh = 0.2
    )
    {
        using var scope = NewDisposeScope();
        var counted = mask.to_type(logProbs.dtype);
        var ratio = exp((logProbs * counted).sum(1).Minus(oldSums)); // [episodes]
        var clipped = ratio.Between(1 - epsilonLow, 1 + epsilonHigh);
        var loss = -minimum(ratio * advantages, clipped * advantages).mean();
        var metrics = new PolicyMetrics(counted);
        metrics.Clips(ratio.detach().unsqueeze(1), advantages.unsqueeze(1), epsilonLow, epsilonHigh);
        // Counted tokens, even where completions are one token wide.
        metrics.Value("entropy", (entropies * counted).sum() / counted.sum().AtLeast(1));
        return new(loss.MoveToOuterDisposeScope(), metrics.Read());
    }
}
