// What the machine gives at best: matrix products that fit its caches, and reading memory that does not.
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeBench;

/// <summary>The two limits of a model on a processor. Measured again in every round: a shared machine changes by the minute.</summary>
internal sealed class Roofline : IDisposable
{
    private const int Side = 2048;
    private const long Bytes = 512L << 20; // several times any last-level cache
    private const int PieceBytes = 1 << 20;
    private const double Window = 0.25; // seconds of products: about as long as a prefill, so that both see the machine's other guests alike
    private const int Ahead = 1 << 12; // the processor does not follow across pages by itself

    private readonly Tensor left;
    private readonly Tensor right;
    private readonly unsafe byte* memory;
    private readonly int threads;

    public unsafe Roofline(ScalarType dtype, int threads)
    {
        this.threads = threads;
        left = ones([Side, Side], dtype).DetachFromDisposeScope();
        right = ones([Side, Side], dtype).DetachFromDisposeScope();
        memory = (byte*)NativeMemory.AlignedAlloc((nuint)Bytes, 64);
        NativeMemory.Fill(memory, (nuint)Bytes, 1);
    }

    /// <summary>Best window of matrix products so far, operations a second.</summary>
    public double FlopsPerSecond { get; private set; }

    /// <summary>Best single product so far: what the machine gives for some hundredths of a second.</summary>
    public double PeakFlopsPerSecond { get; private set; }

    /// <summary>Best reading so far, bytes a second.</summary>
    public double BytesPerSecond { get; private set; }

    public void Measure()
    {
        using var guard = inference_mode();
        for (int i = 0; i < 3; i++)
        {
            Multiply(() => nn.functional.linear(left, right)); // [Side, Side]
            Multiply(() => LinearProduct.Multiply(left, right));
            long began = Stopwatch.GetTimestamp();
            Read();
            BytesPerSecond = Math.Max(BytesPerSecond, Bytes / Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
    }

    public unsafe void Dispose()
    {
        left.Dispose();
        right.Dispose();
        NativeMemory.AlignedFree(memory);
    }

    // libtorch has two ways to a product; which one is faster depends on the processor and the number type.
    private void Multiply(Func<Tensor> way)
    {
        const double Flops = 2.0 * Side * Side * Side;
        long start = Stopwatch.GetTimestamp();
        int products = 0;
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < Window)
        {
            long one = Stopwatch.GetTimestamp();
            way().Dispose();
            PeakFlopsPerSecond = Math.Max(PeakFlopsPerSecond, Flops / Stopwatch.GetElapsedTime(one).TotalSeconds);
            products++;
        }

        FlopsPerSecond = Math.Max(FlopsPerSecond, products * Flops / Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private unsafe void Read()
    {
        var sums = new int[threads];
        long share = Bytes / threads / PieceBytes * PieceBytes;
        Parallel.For(
            0,
            threads,
            new ParallelOptions { MaxDegreeOfParallelism = threads },
            thread => sums[thread] = Sum(memory + thread * share, share)
        );
        GC.KeepAlive(sums);
    }

    // Four sums side by side: one alone would wait for its own additions, not for memory.
    private static unsafe int Sum(byte* from, long count)
    {
        var (a, b, c, d) = (Vector512<int>.Zero, Vector512<int>.Zero, Vector512<int>.Zero, Vector512<int>.Zero);
        for (long at = 0; at < count; at += 256)
        {
            for (int line = 0; line < 256; line += 64)
            {
                Sse.Prefetch0(from + at + Ahead + line);
            }

            a += Vector512.Load((int*)(from + at));
            b += Vector512.Load((int*)(from + at + 64));
            c += Vector512.Load((int*)(from + at + 128));
            d += Vector512.Load((int*)(from + at + 192));
        }

        return Vector512.Sum(a + b + c + d);
    }
}
