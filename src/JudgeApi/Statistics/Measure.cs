namespace JudgeApi.Statistics;

/// <summary>What is computed in one pass over a sample of judgments.</summary>
internal enum Measure
{
    /// <summary>Probability that the judge's verdict is the truth.</summary>
    Accuracy,

    /// <summary>Mean F1 over the labels that are true or given at least once.</summary>
    MacroF1,

    /// <summary>Cohen's kappa between judge and truth.</summary>
    Kappa,

    /// <summary>Kappa with cost |i-j|; scales only.</summary>
    LinearKappa,

    /// <summary>Kappa with cost (i-j)^2; scales only.</summary>
    QuadraticKappa,

    /// <summary>SRCC of the judge's expected score and people's mean score; scales only.</summary>
    Spearman,

    /// <summary>PLCC of the same.</summary>
    Pearson,

    /// <summary>Krippendorff's alpha among raters, of judgments that two or more rated.</summary>
    Alpha,

    /// <summary>Share of pairs, asked in both orders, whose order decided.</summary>
    FlipRate,

    /// <summary>Share of verdicts on which the judge did not abstain.</summary>
    Coverage,

    /// <summary>Accuracy over these.</summary>
    AnsweredAccuracy,

    /// <summary>Expected calibration error, 15 bins.</summary>
    CalibrationError,

    /// <summary>Brier score over all labels, 0 to 2.</summary>
    Brier,

    /// <summary>Mean negative log-likelihood of the truth in nats.</summary>
    LogLoss,
}
