namespace Trainer.Rewards;

/// <summary>What of an item's human labels a verdict is held against.</summary>
internal enum GoldUse
{
    /// <summary>The probability of every label (or the certain label): the expected reward.</summary>
    Posterior,

    /// <summary>The raters' own words, each by its weight: the share of the weight that agrees. Without votes: as <see cref="Posterior"/>.</summary>
    Votes,

    /// <summary>The raters' own words, each corrected for how that rater errs, so that the mean reward is that of the truth (Natarajan et al.
    /// 2013). A vote without a confusion matrix counts as it is. Without votes: as <see cref="Posterior"/>.</summary>
    NoiseCorrected,
}
