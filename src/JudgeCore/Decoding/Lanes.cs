using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace JudgeCore.Decoding;

/// <summary>Loops over plain vectors, sixteen numbers at a time and the rest one by one.</summary>
internal static unsafe class Lanes
{
    /// <summary>Numbers of fp32 in a register.</summary>
    public const int Width = 16;

    /// <summary>Whether this processor has what the loops are written with.</summary>
    public static bool Supported => Avx512F.IsSupported;

    /// <summary>to = from * weight / rms(from): the root-mean-square norm of one vector.</summary>
    public static void RmsNorm(float* from, float* weight, float* to, int count, float eps)
    {
        float scale = 1 / MathF.Sqrt(Dot<float, Fp32Lane>(from, from, count) / count + eps);
        for (int i = 0; i < count; i++)
        {
            to[i] = weight[i] * (from[i] * scale);
        }
    }

    public static float Dot<T, TLane>(float* a, T* b, int count)
        where T : unmanaged
        where TLane : IWeightLane<T>
    {
        var sums = Vector512<float>.Zero;
        int i = 0;
        for (; i + Width <= count; i += Width)
        {
            sums = Vector512.FusedMultiplyAdd(Vector512.Load(a + i), TLane.Load(b + i), sums);
        }

        float sum = Vector512.Sum(sums);
        for (; i < count; i++)
        {
            sum += a[i] * TLane.One(b[i]);
        }

        return sum;
    }

    /// <summary>to += factor * from</summary>
    public static void AddScaled<T, TLane>(float* to, T* from, float factor, int count)
        where T : unmanaged
        where TLane : IWeightLane<T>
    {
        var factors = Vector512.Create(factor);
        int i = 0;
        for (; i + Width <= count; i += Width)
        {
            Vector512.FusedMultiplyAdd(factors, TLane.Load(from + i), Vector512.Load(to + i)).Store(to + i);
        }

        for (; i < count; i++)
        {
            to[i] += factor * TLane.One(from[i]);
        }
    }

    /// <summary>gate = gate / (1 + exp(-gate)) * up</summary>
    public static void SiluTimes(float* gate, float* up, int count)
    {
        int i = 0;
        for (; i + Width <= count; i += Width)
        {
            var g = Vector512.Load(gate + i);
            (g / (Vector512<float>.One + Vector512.Exp(-g)) * Vector512.Load(up + i)).Store(gate + i);
        }

        for (; i < count; i++)
        {
            gate[i] = gate[i] / (1 + MathF.Exp(-gate[i])) * up[i];
        }
    }

    /// <summary>Replaces scores by exp(score - largest) and returns the sum of these.</summary>
    public static float ExpFromLargest(float* scores, int count)
    {
        float largest = Largest(scores, count);
        var sums = Vector512<float>.Zero;
        int i = 0;
        for (; i + Width <= count; i += Width)
        {
            var e = Vector512.Exp(Vector512.Load(scores + i) - Vector512.Create(largest));
            e.Store(scores + i);
            sums += e;
        }

        float sum = Vector512.Sum(sums);
        for (; i < count; i++)
        {
            sum += scores[i] = MathF.Exp(scores[i] - largest);
        }

        return sum;
    }

    /// <summary>to = from - log(sum(exp(from)))</summary>
    public static void LogSoftmax(float* from, Span<float> to)
    {
        float largest = Largest(from, to.Length);
        var sums = Vector512<float>.Zero;
        int i = 0;
        for (; i + Width <= to.Length; i += Width)
        {
            sums += Vector512.Exp(Vector512.Load(from + i) - Vector512.Create(largest));
        }

        float sum = Vector512.Sum(sums);
        for (; i < to.Length; i++)
        {
            sum += MathF.Exp(from[i] - largest);
        }

        float log = largest + MathF.Log(sum);
        for (i = 0; i < to.Length; i++)
        {
            to[i] = from[i] - log;
        }
    }

    private static float Largest(float* numbers, int count)
    {
        float largest = float.NegativeInfinity;
        for (int i = 0; i < count; i++)
        {
            largest = MathF.Max(largest, numbers[i]);
        }

        return largest;
    }
}
