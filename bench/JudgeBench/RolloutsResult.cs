namespace JudgeBench;

/// <summary>Sampling of many answers, in each precision.</summary>
internal sealed record RolloutsResult(
    DateTimeOffset MeasuredAt,
    string Commit,
    string Command,
    Hardware Hardware,
    IReadOnlyList<RolloutTiming> Rollouts
);
