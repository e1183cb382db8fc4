namespace JudgeApi.Retraining;

/// <summary>What becomes of several raters' words on one judgment.</summary>
internal enum LabelWeighting
{
    /// <summary>The probability of each label, each rater counting as far as trusted.</summary>
    Weighted,

    /// <summary>One certain label: the majority's, of scales the nearest to the mean score.</summary>
    Majority,
}
