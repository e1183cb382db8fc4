namespace Trainer.Losses;

/// <summary>Correction for a sampler whose probabilities differ from the trainer's: other kernels, lower precision, forced tokens.</summary>
internal sealed record SamplerCorrectionOptions
{
    /// <summary>What is weighted or dropped. Default: whole completions are dropped, as in TRL.</summary>
    public SamplerCorrectionMode Mode { get; init; } = SamplerCorrectionMode.SequenceMask;

    /// <summary>Upper bound of a ratio; null for none. Default 3 (TRL).</summary>
    public double? Maximum { get; init; } = 3;

    /// <summary>Lower bound of a ratio; null for none. Default: none. Both bounds together are IcePop.</summary>
    public double? Minimum { get; init; }

    /// <exception cref="ArgumentException">A bound lies on the wrong side of 1.</exception>
    public void Validate()
    {
        if (Maximum is { } maximum && !(maximum >= 1))
            throw new ArgumentException($"The sampler correction's maximum is {maximum}; it must be at least 1.");
        if (Minimum is { } minimum && !(minimum >= 0 && minimum <= 1))
            throw new ArgumentException($"The sampler correction's minimum is {minimum}; it must lie within 0 and 1.");
    }
}
