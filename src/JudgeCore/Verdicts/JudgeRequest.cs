using JudgeCore.Images;
using JudgeCore.Tasks;

namespace JudgeCore.Verdicts;

/// <summary>One question to the judge, already checked against its task (image count, text).</summary>
/// <param name="Task">What is asked.</param>
/// <param name="Images">As many as the task wants, decoded, in the order of submission.</param>
/// <param name="Text">The caption or policy; null where the task takes none.</param>
/// <param name="Mode">Null: the checkpoint's default.</param>
/// <param name="Strategy">Pairwise tasks only; null: the checkpoint's default for this task.</param>
/// <param name="Twin">Pairwise tasks: the pointwise twin, when there is one.</param>
/// <param name="Sampling">Null: greedy.</param>
public sealed record JudgeRequest(
    JudgingTask Task,
    IReadOnlyList<DecodedImage> Images,
    string? Text,
    VerdictMode? Mode = null,
    PairStrategy? Strategy = null,
    JudgingTask? Twin = null,
    SamplingOptions? Sampling = null
)
{
    /// <summary>The model is asked even where a cache of verdicts knows the answer: for checking that it is still the same.</summary>
    public bool Fresh { get; init; }
}
