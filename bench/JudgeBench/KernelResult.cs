namespace JudgeBench;

/// <summary>Micro-benchmarks of the kernels beside the machine's limits of the same run.</summary>
/// <param name="MeasuredAt">When.</param>
/// <param name="Commit">Of the source.</param>
/// <param name="Command">That measured it.</param>
/// <param name="Hardware">On which machine.</param>
/// <param name="Limits">Of the machine, by threads and number type.</param>
/// <param name="Kernels">A row for each benchmark and its parameters.</param>
internal sealed record KernelResult(
    DateTimeOffset MeasuredAt,
    string Commit,
    string Command,
    Hardware Hardware,
    IReadOnlyList<KernelLimit> Limits,
    IReadOnlyList<KernelTiming> Kernels
);
