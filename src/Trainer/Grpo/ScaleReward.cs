namespace Trainer.Grpo;

/// <summary>What a verdict on a scale earns.</summary>
internal enum ScaleReward
{
    /// <summary>1 - distance to the right label / length of the scale.</summary>
    Ordinal,

    /// <summary>How well the sampled scores rank the rollout's items of the task, under Thurstone's model.</summary>
    Thurstone,
}
