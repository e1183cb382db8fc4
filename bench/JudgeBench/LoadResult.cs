namespace JudgeBench;

/// <summary>One row of a load measurement; latencies in milliseconds, load generator included.</summary>
internal sealed record LoadResult(
    int Concurrency,
    double PerSecond,
    double P50Ms,
    double P95Ms,
    double P99Ms,
    int Judged,
    int Failed
);
