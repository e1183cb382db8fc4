using JudgeApi.Problems;
using JudgeApi.Storage.Entities;

namespace JudgeApi.Corrections;

/// <summary>How a request to store a correction ended.</summary>
internal abstract record CorrectionOutcome
{
    private CorrectionOutcome() { }

    /// <summary>On the disk.</summary>
    /// <param name="Correction">As it is stored.</param>
    /// <param name="Replayed">An equal request under the same Idempotency-Key had stored it before.</param>
    public sealed record Stored(Correction Correction, bool Replayed) : CorrectionOutcome;

    /// <summary>Nothing was stored.</summary>
    public sealed record Rejected(Problem Problem) : CorrectionOutcome;
}
