namespace JudgeBench;

/// <summary>The engine on the 120 M shape beside the machine's limits and llama.cpp, of one run.</summary>
internal sealed record EngineResult(
    DateTimeOffset MeasuredAt,
    string Commit,
    string Command,
    Hardware Hardware,
    int Threads,
    string Precision,
    double LimitGflops,
    double PeakGflops,
    double LimitGigabytes,
    IReadOnlyList<EngineTiming> Engine,
    IReadOnlyList<ReuseTiming> Reuse,
    IReadOnlyList<ContextTiming> Contexts,
    IReadOnlyList<LaneTiming> Lanes,
    IReadOnlyList<LlamaTiming> Llama
);
