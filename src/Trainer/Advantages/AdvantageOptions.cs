namespace Trainer.Advantages;

/// <summary>How rewards become advantages.</summary>
internal sealed record AdvantageOptions
{
    /// <summary>Baseline. Default: the group's mean. With leave-one-out, <see cref="Aggregation"/> is always sum first and
    /// <see cref="Scaling"/> has no effect; see <see cref="NormalizeLeaveOneOut"/>.</summary>
    public AdvantageBaseline Baseline { get; init; } = AdvantageBaseline.GroupMean;

    /// <summary>Order of summing and normalising several rewards. Default: sum first.</summary>
    public RewardAggregation Aggregation { get; init; } = RewardAggregation.SumThenNormalize;

    /// <summary>What centred rewards are divided by. Default: the group's standard deviation.</summary>
    public RewardScaling Scaling { get; init; } = RewardScaling.Group;

    /// <summary>Leave-one-out only: normalise the advantages over the batch. Default: no.</summary>
    public bool NormalizeLeaveOneOut { get; init; }

    /// <summary>Leave-one-out only: weighted rewards below this count as this, before the KL penalty. Default: no limit.</summary>
    public double? RewardMinimum { get; init; }

    /// <summary>Leave-one-out only: weighted rewards above this count as this, before the KL penalty. Default: no limit.</summary>
    public double? RewardMaximum { get; init; }

    /// <summary>Added to every standard deviation that divides. Default 1e-4, as TRL has it: it keeps a group whose rewards differ by
    /// rounding from being blown up.</summary>
    public double Epsilon { get; init; } = 1e-4;
}
