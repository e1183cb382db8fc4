using BenchmarkDotNet.Attributes;
using JudgeCore.Kernels;

namespace KernelBench;

/// <summary>A matrix times a few vectors, on one thread: what decoding does with every weight. A megabyte stays in the cache, 256 do not.</summary>
public unsafe class RowProductBenchmarks : KernelBenchmarks
{
    private const int Columns = 768;

    private Block weights = null!;
    private Block x = null!;
    private Block y = null!;

    [ParamsSource(nameof(AllMegabytes))]
    public int Megabytes { get; set; }

    [ParamsSource(nameof(AllVectors))]
    public int Vectors { get; set; }

    public static IEnumerable<int> AllMegabytes => Sizes.Megabytes;

    public static IEnumerable<int> AllVectors => Sizes.Batches;

    private long Bytes => (long)Megabytes << 20;

    [GlobalSetup]
    public void Setup()
    {
        (weights, x) = (new Block(Bytes + 4096), new Block(sizeof(float) * Vectors * Columns)); // the products ask for the next rows ahead
        y = new Block(sizeof(float) * Vectors * (Bytes / Columns + 1));
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        weights.Dispose();
        x.Dispose();
        y.Dispose();
    }

    [Benchmark]
    public void Fp32() =>
        RowProducts.Multiply<float, Fp32Lane>(weights.Floats, Columns, x.Floats, Vectors, y.Floats, Rows(4), 0, Rows(4));

    [Benchmark]
    public void Bf16() =>
        RowProducts.Multiply<ushort, Bf16Lane>(weights.Halves, Columns, x.Floats, Vectors, y.Floats, Rows(2), 0, Rows(2));

    [Benchmark]
    public void Int8() =>
        RowProducts.Multiply<sbyte, Int8Lane>(weights.Bytes, Columns, x.Floats, Vectors, y.Floats, Rows(1), 0, Rows(1));

    // In the cache the registers are the limit, not the memory.
    internal override Demand Of(string method)
    {
        int size =
            method == nameof(Fp32) ? 4
            : method == nameof(Bf16) ? 2
            : 1;
        return new Demand(
            (double)Rows(size) * Columns * size,
            2.0 * Rows(size) * Columns * Vectors,
            Megabytes == 1 ? Limit.Products : Limit.Memory
        );
    }

    private int Rows(int size) => (int)(Bytes / (Columns * size));
}
