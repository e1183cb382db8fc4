using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Trainer.Losses;

/// <summary>Importance weights pi_old (as the trainer computes it) / pi_sampler (as the sampler recorded it), truncated or masked
/// (Yao et al. 2025, "Your efficient RL framework secretly brings you off-policy RL training").</summary>
internal static class SamplerCorrection
{
    /// <param name="oldLogProbs">[episodes, tokens] recomputed by the trainer, without gradient.</param>
    /// <param name="samplerLogProbs">[episodes, tokens] as sampled.</param>
    /// <param name="mask">[episodes, tokens]</param>
    /// <param name="options">Mode and bounds.</param>
    /// <returns>Weights [episodes, tokens], or [episodes, 1] for the sequence modes, which the caller disposes of; and metrics under TRL's
    /// names, 0 where no token counts.</returns>
    public static (Tensor Ratios, IReadOnlyDictionary<string, double> Metrics) Of(
        Tensor oldLogProbs,
        Tensor samplerLogProbs,
        Tensor mask,
        SamplerCorrectionOptions options
    )
    {
        options.Validate();
        using var scope = NewDisposeScope();
        var counted = mask.Above(0);
        // Masked positions may hold anything: zero them before the exponent.
        var difference = oldLogProbs.Minus(samplerLogProbs).detach().Where(counted.logical_not(), 0); // [episodes, tokens]
        var sequence = options.Mode is SamplerCorrectionMode.SequenceMask or SamplerCorrectionMode.SequenceTruncate;
        var ratios = exp(sequence ? difference.sum(1, keepdim: true) : difference);
        var low = options.Minimum ?? double.NegativeInfinity;
        var high = options.Maximum ?? double.PositiveInfinity;
        ratios = options.Mode is SamplerCorrectionMode.TokenTruncate or SamplerCorrectionMode.SequenceTruncate
            ? ratios.Between(low, high)
            : ratios.Where(ratios.Below(low).logical_or(ratios.Above(high)), 0);

        var gaps = Numbers(difference.abs().masked_select(counted));
        var weights = Numbers(sequence ? ratios.flatten() : ratios.masked_select(counted));
        var metrics = new Dictionary<string, double>
        {
            ["sampling/sampling_logp_difference/mean"] = gaps.DefaultIfEmpty(0).Average(),
            ["sampling/sampling_logp_difference/max"] = gaps.DefaultIfEmpty(0).Max(),
            ["sampling/importance_sampling_ratio/min"] = weights.DefaultIfEmpty(0).Min(),
            ["sampling/importance_sampling_ratio/mean"] = weights.DefaultIfEmpty(0).Average(),
            ["sampling/importance_sampling_ratio/max"] = weights.DefaultIfEmpty(0).Max(),
        };
        return (ratios.MoveToOuterDisposeScope(), metrics);
    }

    private static double[] Numbers(Tensor values) => [.. values.to_type(float64).data<double>()];
}
