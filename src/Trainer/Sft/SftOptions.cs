using System.ComponentModel.DataAnnotations;

namespace Trainer.Sft;

/// <summary>Knobs of supervised tuning.</summary>
internal sealed record SftOptions
{
    /// <summary>Questions an optimizer step.</summary>
    [Range(1, 100_000)]
    public int BatchSize { get; init; } = 64;

    /// <summary>Parts into which a step's questions are cut to save memory; the loss stays the mean over all of its tokens.</summary>
    [Range(1, 100_000)]
    public int AccumulationSteps { get; init; } = 1;

    public SftTarget Target { get; init; } = SftTarget.Rationale;

    /// <summary>Loss on the verdict's tokens alone, its reasons given but not taught.</summary>
    public bool VerdictTokensOnly { get; init; }

    /// <summary>e: the target is (1-e) on the token and e spread over the vocabulary (arXiv 1512.00567).</summary>
    [Range(0, 0.99)]
    public double LabelSmoothing { get; init; }
}
