namespace Trainer.Losses;

/// <summary>How ratios of the trainer's to the sampler's probabilities are kept in bounds.</summary>
internal enum SamplerCorrectionMode
{
    /// <summary>Every token is weighted by its ratio, cut at the bounds (TIS).</summary>
    TokenTruncate,

    /// <summary>Tokens whose ratio is out of bounds are dropped.</summary>
    TokenMask,

    /// <summary>A completion's tokens share the product of its ratios, cut at the bounds.</summary>
    SequenceTruncate,

    /// <summary>Completions whose product of ratios is out of bounds are dropped (MIS).</summary>
    SequenceMask,
}
