namespace Trainer.Advantages;

/// <summary>REINFORCE leave-one-out (Ahmadian et al., arXiv 2402.14740): each reward against the mean of its scorable siblings.</summary>
internal static class LeaveOneOut
{
    public static (double[] Advantages, Spread[] Spreads, IReadOnlyList<double[]>? Normalised) Estimate(
        RewardTable table,
        AdvantageOptions options,
        IReadOnlyList<double>? penalties
    )
    {
        var rewards = table.WeightedSums();
        for (var i = 0; i < rewards.Length; i++)
        {
            rewards[i] = Math.Max(rewards[i], options.RewardMinimum ?? double.NegativeInfinity);
            rewards[i] = Math.Min(rewards[i], options.RewardMaximum ?? double.PositiveInfinity);
            rewards[i] -= penalties?[i] ?? 0;
        }
        var spreads = AdvantageEstimator.GroupSpreads(rewards, table.GroupSize);
        var advantages = new double[rewards.Length];
        for (var i = 0; i < rewards.Length; i++)
        {
            // The sum of the others over their number; a lone scorable completion has 0/0.
            var others = (spreads[i].Mean * spreads[i].Count - rewards[i]) / (spreads[i].Count - 1);
            advantages[i] = table.GroupSize == 1 ? 0 : rewards[i] - others;
        }
        if (options.NormalizeLeaveOneOut)
        {
            var all = Spread.Of(advantages);
            for (var i = 0; i < advantages.Length; i++)
                advantages[i] = (advantages[i] - all.Mean) / (all.Deviation + options.Epsilon);
        }
        return (advantages, spreads, null);
    }

    /// <summary>[episode] sum over a completion's tokens of log pi_old - log pi_ref, first order: what beta multiplies.</summary>
    /// <param name="oldLogProbs">[episode][token]</param>
    /// <param name="referenceLogProbs">[episode][token]</param>
    /// <param name="mask">[episode][token] whether it counts.</param>
    public static double[] LogRatios(
        IReadOnlyList<double[]> oldLogProbs,
        IReadOnlyList<double[]> referenceLogProbs,
        IReadOnlyList<bool[]> mask
    )
    {
        var ratios = new double[mask.Count];
        for (var i = 0; i < mask.Count; i++)
        {
            for (var t = 0; t < mask[i].Length; t++)
                ratios[i] += mask[i][t] ? oldLogProbs[i][t] - referenceLogProbs[i][t] : 0;
        }
        return ratios;
    }
}
