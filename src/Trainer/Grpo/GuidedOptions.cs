using System.ComponentModel.DataAnnotations;

namespace Trainer.Grpo;

/// <summary>Guided groups: where every sample misses the human's label there is nothing to learn from, however wrong the judge is; some members then
/// become the judge's own reasoning followed by the human's verdict.</summary>
internal sealed record GuidedOptions
{
    /// <summary>Share of a missing group's members that are replaced, at least one; 0: none are.</summary>
    [Range(0, 1)]
    public double Share { get; init; }

    /// <summary>The share at the end of the schedule.</summary>
    [Range(0, 1)]
    public double FinalShare { get; init; }

    /// <summary>Steps over which the share goes linearly to <see cref="FinalShare"/>; 0: it stays.</summary>
    [Range(0, 1_000_000)]
    public int AnnealSteps { get; init; }

    /// <summary>How the forced tokens, which the policy would hardly have written, enter the loss.</summary>
    public GuidedCredit Credit { get; init; } = GuidedCredit.VerdictTokens;

    /// <summary>Of <see cref="GuidedCredit.Shaped"/>: the smaller, the more weight improbable tokens get.</summary>
    [Range(1e-6, 10)]
    public double Gamma { get; init; } = 0.1;

    /// <summary>The share at a step, counted from 0.</summary>
    public double ShareAt(int step) =>
        AnnealSteps == 0 ? Share : Share + (FinalShare - Share) * Math.Min(1, (double)step / AnnealSteps);
}
