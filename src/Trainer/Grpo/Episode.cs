using Trainer.Policies;

namespace Trainer.Grpo;

/// <summary>One completion of a group.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Completion">[tokens] ids, the end token included where it ended.</param>
/// <param name="SamplerLogProbs">[tokens] as sampled; 0 for forced tokens.</param>
/// <param name="Ended">Whether it ended by itself rather than at the limit.</param>
/// <param name="Verdict">Index of the label that was read from it; -1 where it has not the asked form.</param>
/// <param name="ForcedFrom">Index of the first token that was not sampled; the length where all were.</param>
internal sealed record Episode(
    Question Question,
    int[] Completion,
    float[] SamplerLogProbs,
    bool Ended,
    int Verdict,
    int ForcedFrom
)
{
    /// <summary>Whether its verdict was put in the policy's mouth.</summary>
    public bool Guided => ForcedFrom < Completion.Length;

    /// <summary>Whether it has the asked form, so that a verdict could be read.</summary>
    public bool WellFormed => Verdict >= 0;
}
