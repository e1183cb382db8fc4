namespace KernelBench;

/// <summary>What one call of a kernel cannot do without.</summary>
/// <param name="Bytes">Read and written; 0: they say nothing.</param>
/// <param name="Flops">Multiplications and additions of its products; 0: they say nothing.</param>
/// <param name="Limit">Which of the two the machine limits.</param>
/// <param name="Precision">Number type of the products that the machine is compared by.</param>
/// <param name="Threads">At work.</param>
internal readonly record struct Demand(
    double Bytes = 0,
    double Flops = 0,
    Limit Limit = Limit.None,
    string Precision = "fp32",
    int Threads = 1
)
{
    /// <summary>Bytes that come from memory.</summary>
    public static Demand Memory(double bytes, int threads = 1) => new(Bytes: bytes, Limit: Limit.Memory, Threads: threads);

    /// <summary>Products that the processor's registers bound.</summary>
    public static Demand Products(double flops, string precision = "fp32", int threads = 1) =>
        new(Flops: flops, Limit: Limit.Products, Precision: precision, Threads: threads);
}
