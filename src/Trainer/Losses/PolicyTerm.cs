using JudgeCore.Models;
using static TorchSharp.torch;

namespace Trainer.Losses;

/// <summary>The policy term of each loss kind, before masks and reduction.</summary>
internal static class PolicyTerm
{
    // TRL's bounds of log-ratios within the vespo weight.
    private const double LargestLogRatio = 20;
    private static readonly double SmallestLogWeight = Math.Log(1e-8);

    /// <returns>[episodes, tokens or 1]</returns>
    public static Tensor Of(
        PolicyLossOptions options,
        Tensor ratio,
        Tensor logRatio,
        Tensor advantages,
        Tensor mask,
        PolicyBatch batch,
        PolicyMetrics metrics
    ) =>
        options.Kind switch
        {
            PolicyLossKind.Cispo => Cispo(options, ratio, advantages, batch.LogProbs, metrics),
            PolicyLossKind.Sapo => Sapo(options, ratio, advantages),
            PolicyLossKind.Vespo => Vespo(options, logRatio, advantages, mask, batch, metrics),
            PolicyLossKind.Grpo or PolicyLossKind.Bnpo or PolicyLossKind.DrGrpo or PolicyLossKind.Dapo or PolicyLossKind.Luspo =>
                Clipped(options, ratio, advantages, metrics),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Kind, "Unknown policy loss."),
        };

    // -min(min(rho, delta) A, clip(rho) A)
    private static Tensor Clipped(PolicyLossOptions options, Tensor ratio, Tensor advantages, PolicyMetrics metrics)
    {
        var clipped = ratio.Between(1 - options.EpsilonLow, 1 + options.EpsilonHigh);
        var capped = options.Delta is { } delta ? ratio.AtMost(delta) : ratio;
        metrics.Clips(capped.detach(), advantages, options.EpsilonLow, options.EpsilonHigh);
        return -minimum(capped * advantages, clipped * advantages);
    }

    // -min(rho, cap) A log pi, the weight without gradient.
    private static Tensor Cispo(
        PolicyLossOptions options,
        Tensor ratio,
        Tensor advantages,
        Tensor logProbs,
        PolicyMetrics metrics
    )
    {
        var weight = ratio.detach();
        metrics.Mean(
            "cispo_clip_ratio",
            weight.Above(options.EpsilonHigh).logical_and(advantages.Above(0)).to_type(logProbs.dtype)
        );
        return -weight.AtMost(options.EpsilonHigh) * advantages * logProbs;
    }

    // -A 4/tau sigmoid(tau (rho - 1)): slope 1 at rho = 1.
    private static Tensor Sapo(PolicyLossOptions options, Tensor ratio, Tensor advantages)
    {
        var tau = advantages.Above(0).Choose(options.SapoTemperaturePositive, options.SapoTemperatureNegative, advantages.dtype);
        return -advantages.Times(4) / tau * sigmoid(tau * ratio.Plus(-1));
    }

    // -phi A log pi with phi = exp(lambda + k s - lambda exp(s)) without gradient, s the whole completion's log-ratio.
    private static Tensor Vespo(
        PolicyLossOptions options,
        Tensor logRatio,
        Tensor advantages,
        Tensor mask,
        PolicyBatch batch,
        PolicyMetrics metrics
    )
    {
        var sum = (logRatio.detach().Between(-LargestLogRatio, LargestLogRatio) * mask).sum(1, keepdim: true); // [episodes, 1]
        if (batch.SamplerRatios is not null)
            sum = sum.Plus(log(batch.SamplerRatios).Between(SmallestLogWeight, LargestLogRatio).sum(1, keepdim: true));
        var s = sum.Between(SmallestLogWeight, LargestLogRatio);
        var positive = advantages.NotBelow(0);
        var k = positive.Choose(options.VespoKPositive, options.VespoKNegative, advantages.dtype);
        var lambda = positive.Choose(options.VespoLambdaPositive, options.VespoLambdaNegative, advantages.dtype).AtLeast(1e-4);
        var phi = exp(lambda.Plus(k * s).Minus(lambda * exp(s))).nan_to_num(0, 0, 0); // [episodes, 1]
        metrics.Mean("vespo/phi_seq_mean", phi);
        return -phi * advantages * batch.LogProbs;
    }
}
