namespace JudgeCore.Agreement;

/// <summary>How raters are assumed to err.</summary>
public enum CrowdModel
{
    /// <summary>Every rater has a confusion matrix of their own (Dawid and Skene 1979).</summary>
    DawidSkene,

    /// <summary>Every rater has one accuracy; errors spread evenly over the other labels.</summary>
    OneCoin,
}
