// y += scale * (A x) Bᵀ in one pass over y. As a product and a sum, each through memory of its own, an adapter on every layer cost a prefill
// half as much again.
using System.Runtime.Intrinsics;
using JudgeCore.Kernels;
using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Prefill;

/// <summary>What an adapter adds to a product, where no gradient is wanted.</summary>
internal static unsafe class LowRankSum
{
    private const int Together = 4; // rows that use a loaded register of B

    /// <param name="y">[..., outputs], changed in place.</param>
    /// <param name="inner">A x, [..., rank]</param>
    /// <param name="b">[outputs, rank]</param>
    /// <param name="scale">Of the term.</param>
    /// <returns>False where loops of our own cannot: nothing is changed.</returns>
    public static bool TryAdd_(Tensor y, Tensor inner, Tensor b, double scale)
    {
        if (!OwnLoops.Fit(y) || y.shape[^1] % Lanes.Width != 0)
        {
            return false;
        }

        using var scope = NewDisposeScope();
        var turned = b.to_type(ScalarType.Float32).t().contiguous(); // [rank, outputs]
        var ranks = inner.to_type(ScalarType.Float32).Times(scale).contiguous(); // [..., rank]
        if (y.dtype == ScalarType.BFloat16)
        {
            Add<ushort, Bf16Lane>(y, ranks, turned);
        }
        else
        {
            Add<float, Fp32Lane>(y, ranks, turned);
        }

        return true;
    }

    private static void Add<T, TLane>(Tensor y, Tensor ranks, Tensor turned)
        where T : unmanaged
        where TLane : IWeightLane<T>
    {
        var (rank, outputs) = ((int)turned.shape[0], (int)turned.shape[1]);
        long rows = y.numel() / outputs;
        long groups = (rows + Together - 1) / Together;
        T* sums = (T*)WeightMatrix.Pointer(y);
        float* inner = (float*)WeightMatrix.Pointer(ranks);
        float* b = (float*)WeightMatrix.Pointer(turned);
        using var crew = WorkCrew.Create(get_num_threads());
        int pieces = (int)Math.Clamp(groups, 1, 8 * crew.Threads);
        crew.Run(
            pieces,
            piece =>
            {
                for (long group = groups * piece / pieces; group < groups * (piece + 1) / pieces; group++)
                {
                    long row = group * Together;
                    if (row + Together <= rows)
                    {
                        Four<T, TLane>(sums + row * outputs, inner + row * rank, b, rank, outputs);
                        continue;
                    }

                    for (; row < rows; row++)
                    {
                        One<T, TLane>(sums + row * outputs, inner + row * rank, b, rank, outputs);
                    }
                }
            }
        );
    }

    private static void Four<T, TLane>(T* y, float* inner, float* b, int rank, int outputs)
        where T : unmanaged
        where TLane : IWeightLane<T>
    {
        for (int c = 0; c < outputs; c += Lanes.Width)
        {
            var s0 = TLane.Load(y + c);
            var s1 = TLane.Load(y + outputs + c);
            var s2 = TLane.Load(y + 2 * outputs + c);
            var s3 = TLane.Load(y + 3 * outputs + c);
            for (int k = 0; k < rank; k++)
            {
                var numbers = Vector512.Load(b + (long)k * outputs + c);
                s0 = Vector512.FusedMultiplyAdd(numbers, Vector512.Create(inner[k]), s0);
                s1 = Vector512.FusedMultiplyAdd(numbers, Vector512.Create(inner[rank + k]), s1);
                s2 = Vector512.FusedMultiplyAdd(numbers, Vector512.Create(inner[2 * rank + k]), s2);
                s3 = Vector512.FusedMultiplyAdd(numbers, Vector512.Create(inner[3 * rank + k]), s3);
            }

            TLane.Store(s0, y + c);
            TLane.Store(s1, y + outputs + c);
            TLane.Store(s2, y + 2 * outputs + c);
            TLane.Store(s3, y + 3 * outputs + c);
        }
    }

    private static void One<T, TLane>(T* y, float* inner, float* b, int rank, int outputs)
        where T : unmanaged
        where TLane : IWeightLane<T>
    {
        for (int c = 0; c < outputs; c += Lanes.Width)
        {
            var sum = TLane.Load(y + c);
            for (int k = 0; k < rank; k++)
            {
                sum = Vector512.FusedMultiplyAdd(Vector512.Load(b + (long)k * outputs + c), Vector512.Create(inner[k]), sum);
            }

            TLane.Store(sum, y + c);
        }
    }
}
