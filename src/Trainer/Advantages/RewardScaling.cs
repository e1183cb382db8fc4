namespace Trainer.Advantages;

/// <summary>What a group's centred rewards are divided by.</summary>
internal enum RewardScaling
{
    /// <summary>Standard deviation of the group (GRPO).</summary>
    Group,

    /// <summary>Standard deviation of all rewards of the batch; the group's mean is still what is subtracted (arXiv 2508.08221).</summary>
    Batch,

    /// <summary>Standard deviation of all rewards of the same task in the batch: tasks with small rewards count as much as others.</summary>
    Task,

    /// <summary>Nothing: no bias towards questions of middling difficulty (Dr. GRPO, arXiv 2503.20783).</summary>
    None,
}
