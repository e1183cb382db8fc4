using JudgeCore.Agreement;

namespace Trainer.Rewards;

/// <summary>Rewards against human labels that are not certain.</summary>
internal static class SoftReward
{
    /// <summary>The expected reward of a verdict under the posterior of the true label.</summary>
    /// <param name="posterior">P(true label), adding up to 1.</param>
    /// <param name="verdict">Index of the judge's label, or <see cref="ClassLabels.Abstained"/>.</param>
    /// <param name="ordinal">Whether near misses on a scale count.</param>
    public static double Expected(IReadOnlyList<double> posterior, int verdict, bool ordinal)
    {
        double sum = 0;
        for (var k = 0; k < posterior.Count; k++)
            sum += posterior[k] * (ordinal ? LabelReward.Ordinal(posterior.Count, verdict, k) : LabelReward.Exact(verdict, k));
        return sum;
    }

    /// <summary>Agreement with the raters of an item, each counting by reliability.</summary>
    /// <param name="votes">Labels that raters gave.</param>
    /// <param name="weights">Weight of each of these raters, at least 0.</param>
    /// <param name="verdict">Index of the judge's label, or <see cref="ClassLabels.Abstained"/>.</param>
    /// <returns>Share of the weight that agrees; NaN (does not apply) where nobody has any.</returns>
    public static double WeightedAgreement(IReadOnlyList<int> votes, IReadOnlyList<double> weights, int verdict)
    {
        if (votes.Count != weights.Count)
            throw new ArgumentException($"There are {votes.Count} votes but {weights.Count} weights.");
        if (weights.Any(w => !(w >= 0)))
            throw new ArgumentException("A rater's weight is negative: inverted raters are not used.", nameof(weights));
        var all = weights.Sum();
        return all > 0 ? votes.Zip(weights).Sum(v => v.First == verdict ? v.Second : 0) / all : double.NaN;
    }

    /// <summary>Agreement with one rater, corrected for how that rater errs, so that its mean is the agreement with the truth (Natarajan
    /// et al. 2013). Lies outside 0 and 1.</summary>
    /// <param name="confusion">C[true][observed] of the rater.</param>
    /// <param name="observed">The label that the rater gave.</param>
    /// <param name="verdict">Index of the judge's label, or <see cref="ClassLabels.Abstained"/>: 0.</param>
    /// <returns>NaN (does not apply) where the rater's label tells nothing.</returns>
    public static double NoiseCorrected(IReadOnlyList<double[]> confusion, int observed, int verdict)
    {
        if (verdict == ClassLabels.Abstained)
            return 0;
        double[] ifTrue = [.. Enumerable.Range(0, confusion.Count).Select(label => LabelReward.Exact(verdict, label))];
        return NoiseCorrection.Corrected(confusion, ifTrue)[observed];
    }
}
