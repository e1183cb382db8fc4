namespace Trainer.Losses;

/// <summary>What the importance ratio is taken of.</summary>
internal enum RatioLevel
{
    /// <summary>Every token has its own ratio.</summary>
    Token,

    /// <summary>A completion's tokens share the exponent of their mean log-ratio (GSPO, arXiv 2507.18071).</summary>
    Sequence,
}
