namespace Trainer.Losses;

/// <summary>The family of group-relative policy losses. rho is the ratio of the policy to the one that wrote the rollout, A the advantage.</summary>
internal enum PolicyLossKind
{
    /// <summary>Clipped ratio; mean over completions of the mean over their tokens (arXiv 2402.03300). Favours short right answers.</summary>
    Grpo,

    /// <summary>Clipped ratio; sum over tokens / tokens of this micro-batch.</summary>
    Bnpo,

    /// <summary>Clipped ratio; sum over tokens / (completions * longest allowed completion), no bias by length (arXiv 2503.20783).</summary>
    DrGrpo,

    /// <summary>Clipped ratio; sum over tokens / tokens of the whole batch (arXiv 2503.14476).</summary>
    Dapo,

    /// <summary>The ratio itself is capped and only weights A log pi, so that no token loses its gradient (MiniMax-M1, arXiv 2506.13585).
    /// The cap is <see cref="PolicyLossOptions.EpsilonHigh"/> itself, not 1 + it.</summary>
    Cispo,

    /// <summary>Clipped ratio; mean over completions of the sum over their tokens (arXiv 2602.05261); meant for sequence ratios.</summary>
    Luspo,

    /// <summary>A sigmoid gate instead of the clip, sharper for negative advantages (arXiv 2511.20347).</summary>
    Sapo,

    /// <summary>A smooth weight w^k exp(-lambda w) of the whole completion's ratio (arXiv 2602.10693).</summary>
    Vespo,
}
