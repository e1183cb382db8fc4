namespace JudgeApi.Statistics;

/// <summary>Which reviewed judgments speak for all.</summary>
internal enum StatsSample
{
    /// <summary>The review queue's random share alone: unbiased as it is.</summary>
    Random,

    /// <summary>Everything that the queue brought before raters, weighted by how uncertain all judgments are: unbiased where raters see enough of each kind,
    /// with narrower intervals.</summary>
    Weighted,

    /// <summary>Every judgment that somebody corrected. Biased: people look at what is doubtful.</summary>
    All,
}
