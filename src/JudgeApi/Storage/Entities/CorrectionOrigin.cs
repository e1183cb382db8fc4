namespace JudgeApi.Storage.Entities;

/// <summary>How a judgment came before a rater. Only <see cref="Random"/> is a fair sample of all judgments: agreement is estimated from it.</summary>
internal enum CorrectionOrigin
{
    /// <summary>The rater, or a page, chose the judgment.</summary>
    Direct,

    /// <summary>The review queue's random share: every judgment had the same chance.</summary>
    Random,

    /// <summary>The review queue, least certain and flipped verdicts first.</summary>
    Uncertain,

    /// <summary>A hidden item of the review queue whose right answer is known; it measures the rater, not the judge.</summary>
    Gold,

    /// <summary>Brought along from ratings that were collected elsewhere.</summary>
    Import,
}
