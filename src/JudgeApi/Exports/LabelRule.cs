namespace JudgeApi.Exports;

/// <summary>What becomes of several raters' words on one judgment.</summary>
internal enum LabelRule
{
    /// <summary>One label: the majority's, of scales the nearest to the mean score.</summary>
    Majority,

    /// <summary>One label: the most probable one, each rater counting as far as trusted; of scales the nearest to the mean score so weighted.</summary>
    Weighted,

    /// <summary>A label of each rater.</summary>
    Each,
}
