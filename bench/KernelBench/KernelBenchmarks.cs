namespace KernelBench;

/// <summary>Benchmarks that know what they demand of the machine. Public, as BenchmarkDotNet wants them.</summary>
public abstract class KernelBenchmarks
{
    /// <summary>Of one call with the parameters that are set.</summary>
    /// <param name="method">A benchmark of this class.</param>
    internal abstract Demand Of(string method);
}
