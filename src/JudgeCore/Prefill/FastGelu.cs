using JudgeCore.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Prefill;

/// <summary>GELU in its tanh form where no gradient is wanted: libtorch computes every tanh to the last bit, in bf16 too, and takes four times as long.</summary>
internal static unsafe class FastGelu
{
    /// <summary>Replaces x by gelu(x).</summary>
    /// <returns>False where loops of our own cannot: nothing is changed.</returns>
    public static bool TryApply_(Tensor x)
    {
        if (!OwnLoops.Fit(x) || x.numel() % Lanes.Width != 0)
        {
            return false;
        }

        if (x.dtype == ScalarType.BFloat16)
        {
            Apply<ushort, Bf16Lane>(x);
        }
        else
        {
            Apply<float, Fp32Lane>(x);
        }

        return true;
    }

    private static void Apply<T, TLane>(Tensor x)
        where T : unmanaged
        where TLane : IWeightLane<T>
    {
        T* numbers = (T*)WeightMatrix.Pointer(x);
        long vectors = x.numel() / Lanes.Width;
        using var crew = WorkCrew.Create(get_num_threads());
        int pieces = (int)Math.Clamp(vectors / 256, 1, 8 * crew.Threads);
        crew.Run(
            pieces,
            piece =>
            {
                long from = vectors * piece / pieces;
                long to = vectors * (piece + 1) / pieces;
                Lanes.Gelu<T, TLane>(numbers + from * Lanes.Width, (to - from) * Lanes.Width);
            }
        );
    }
}
