namespace JudgeBench;

/// <summary>One benchmark with its parameters.</summary>
/// <param name="Kernel">Class and method.</param>
/// <param name="Parameters">As name=value, separated by spaces; empty: none.</param>
/// <param name="Nanoseconds">Mean of a call.</param>
/// <param name="ErrorNanoseconds">Half of the mean's 99.9 % interval; null where it was called too few times.</param>
/// <param name="AllocatedBytes">Managed bytes of a call.</param>
/// <param name="Gigabytes">Bytes that a call must read and write, a second; null where they say nothing.</param>
/// <param name="Gflops">Operations of its products, a second; null where it is bound by other things.</param>
/// <param name="LimitShare">The one that the machine limits over its limit; null where there is no such limit.</param>
internal sealed record KernelTiming(
    string Kernel,
    string Parameters,
    double Nanoseconds,
    double? ErrorNanoseconds,
    long AllocatedBytes,
    double? Gigabytes,
    double? Gflops,
    double? LimitShare
);
