using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Trainer.Losses;

/// <summary>The group-relative policy loss: ratio, policy term, masks, sampler correction, KL, reduction, entropy bonus, in TRL's order.</summary>
internal static class PolicyLoss
{
    /// <exception cref="ArgumentException">Shapes differ, or the options need a tensor that is missing.</exception>
    public static PolicyLossResult Compute(PolicyBatch batch, PolicyLossOptions options)
    {
        options.Validate();
        using var scope = NewDisposeScope();
        var logProbs = batch.LogProbs; // [episodes, tokens]
        PolicyShapes.Require(batch, options);
        var mask = batch.Mask.to_type(logProbs.dtype); // [episodes, tokens]
        var advantages = batch.Advantages.dim() == 1 ? batch.Advantages.unsqueeze(1) : batch.Advantages; // [episodes, 1 or tokens]
        var old = batch.OldLogProbs ?? logProbs.detach();
        var logRatio = logProbs.Minus(old);
        var ratio = exp(options.Ratio == RatioLevel.Token ? logRatio : TokenMean(logRatio, mask)); // [episodes, tokens or 1]

        var metrics = new PolicyMetrics(mask);
        var loss = PolicyTerm.Of(options, ratio, logRatio, advantages, mask, batch, metrics);
        if (options.OffPolicyThreshold is { } threshold)
            loss = loss * TokenMasks.OnPolicy(batch.SamplerLogProbs ?? old, logProbs, advantages, mask, threshold);
        Tensor? surprising = null;
        if (options.TopEntropyQuantile < 1)
        {
            surprising = TokenMasks.TopEntropy(batch.Entropies, mask, options.TopEntropyQuantile);
            loss = loss * surprising;
        }
        // Vespo has the correction within its weight.
        if (batch.SamplerRatios is not null && options.Kind != PolicyLossKind.Vespo)
            loss = loss * batch.SamplerRatios;
        if (options.Beta != 0)
        {
            var distance = batch.ReferenceLogProbs!.Minus(logProbs);
            var kl = exp(distance).Minus(distance).Plus(-1); // [episodes, tokens]
            if (options.UnbiasedKl)
                kl = kl * ratio;
            metrics.Mean("kl", kl);
            loss = loss.Plus(kl.Times(options.Beta));
        }

        var (total, beforeScaling) = LossReduction.Of(options, loss, mask, batch.Scale);
        if (options.EntropyCoefficient != 0)
        {
            var kept = surprising is null ? mask : mask * surprising;
            var entropy = (batch.Entropies * kept).sum() / kept.sum().AtLeast(1);
            total = total.Minus(entropy.Times(options.EntropyCoefficient / batch.Scale.Accumulation));
            metrics.Value("policy_loss", beforeScaling);
            if (batch.Scale.Training)
                metrics.Number("entropy_coef", options.EntropyCoefficient);
        }
        metrics.Mean("entropy", batch.Entropies);
        return new(total.MoveToOuterDisposeScope(), metrics.Read());
    }

    /// <summary>[episodes, 1] mean over each row's counted tokens; 0 for a row without any.</summary>
    internal static Tensor TokenMean(Tensor values, Tensor mask) =>
        (values * mask).sum(1, keepdim: true) / mask.sum(1, keepdim: true).AtLeast(1);
}
