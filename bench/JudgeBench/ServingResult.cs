namespace JudgeBench;

/// <summary>A service under several loads; latencies in milliseconds, load generator on the same machine included.</summary>
/// <param name="Curve">Bare verdicts, pictures all different, by concurrency.</param>
/// <param name="Quiet">One caller alone.</param>
/// <param name="BesideReasoned">The same caller while eight others ask for reasons without pause.</param>
/// <param name="Reasoned">These others.</param>
/// <param name="Open">Callers who do not wait for each other, by rate.</param>
internal sealed record ServingResult(
    DateTimeOffset MeasuredAt,
    string Commit,
    string Command,
    Hardware Hardware,
    IReadOnlyList<LoadResult> Curve,
    LoadResult Quiet,
    LoadResult BesideReasoned,
    LoadResult Reasoned,
    IReadOnlyList<OpenLoopResult> Open
);
