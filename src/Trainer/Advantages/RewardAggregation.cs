namespace Trainer.Advantages;

/// <summary>How several rewards of one completion become one advantage.</summary>
internal enum RewardAggregation
{
    /// <summary>Weighted sum first, then the group's mean is subtracted and the spread divided out (GRPO, arXiv 2402.03300).</summary>
    SumThenNormalize,

    /// <summary>Every reward is normalised within its group first, then summed by weight and normalised over the batch, so that a reward
    /// with a wide range does not drown the others (GDPO, arXiv 2601.05242). <see cref="RewardScaling"/> has no effect.</summary>
    NormalizeThenSum,
}
