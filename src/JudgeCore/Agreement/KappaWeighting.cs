namespace JudgeCore.Agreement;

/// <summary>What a confusion of two classes costs in Cohen's kappa; i and j are positions in the label list.</summary>
public enum KappaWeighting
{
    /// <summary>1 for every confusion.</summary>
    None,

    /// <summary>|i-j|</summary>
    Linear,

    /// <summary>(i-j)^2</summary>
    Quadratic,
}
