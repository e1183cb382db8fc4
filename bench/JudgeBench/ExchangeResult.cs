namespace JudgeBench;

/// <summary>What exchanging models under load costs.</summary>
/// <param name="MeasuredAt">When.</param>
/// <param name="Commit">Of the source.</param>
/// <param name="Command">That measured it.</param>
/// <param name="Hardware">On which machine.</param>
/// <param name="Quiet">The load with one model.</param>
/// <param name="Exchanging">The same load while models are exchanged back and forth.</param>
/// <param name="Exchanges">How many.</param>
/// <param name="SecondsAnExchange">From the request to promote until the server says that it serves, mean.</param>
/// <param name="Memory">Of the service's process: before the first exchange and under the same load, the most during them, and after the last.</param>
internal sealed record ExchangeResult(
    DateTimeOffset MeasuredAt,
    string Commit,
    string Command,
    Hardware Hardware,
    LoadResult Quiet,
    LoadResult Exchanging,
    int Exchanges,
    double SecondsAnExchange,
    ExchangeMemory Memory
);
