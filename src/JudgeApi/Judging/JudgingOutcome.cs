using JudgeApi.Problems;
using JudgeApi.Storage.Entities;

namespace JudgeApi.Judging;

/// <summary>How a request for a judgment ended.</summary>
internal abstract record JudgingOutcome
{
    private JudgingOutcome() { }

    /// <summary>Judged, and on the disk.</summary>
    public sealed record Stored(Judgment Judgment) : JudgingOutcome;

    /// <summary>Nothing was stored.</summary>
    public sealed record Rejected(Problem Problem) : JudgingOutcome;
}
