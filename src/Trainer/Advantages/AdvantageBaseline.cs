namespace Trainer.Advantages;

/// <summary>What a completion's reward is compared with.</summary>
internal enum AdvantageBaseline
{
    /// <summary>The mean of its group, itself included (GRPO).</summary>
    GroupMean,

    /// <summary>The mean of the others of its group (RLOO, arXiv 2402.14740).</summary>
    LeaveOneOut,
}
