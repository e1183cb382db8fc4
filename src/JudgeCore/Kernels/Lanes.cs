using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace JudgeCore.Kernels;

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

    /// <summary>The same, stored in another type.</summary>
    /// <param name="count">A multiple of <see cref="Width"/>.</param>
    public static void RmsNorm<T, TLane>(float* from, float* weight, T* to, int count, float eps)
        where T : unmanaged
        where TLane : IWeightLane<T>
    {
        var scale = Vector512.Create(1 / MathF.Sqrt(Dot<float, Fp32Lane>(from, from, count) / count + eps));
        for (int i = 0; i < count; i += Width)
        {
            TLane.Store(Vector512.Load(weight + i) * (Vector512.Load(from + i) * scale), to + i);
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

    /// <summary>x *= factor</summary>
    /// <param name="count">A multiple of <see cref="Width"/>.</param>
    public static void Scale(float* x, float factor, int count)
    {
        for (int i = 0; i < count; i += Width)
        {
            (Vector512.Load(x + i) * Vector512.Create(factor)).Store(x + i);
        }
    }

    /// <summary>Turns one head by its position's angles, and scales it.</summary>
    /// <param name="x">[2 * half]</param>
    /// <param name="cos">[half]</param>
    /// <param name="sin">[half]</param>
    public static void Rotate(float* x, float* cos, float* sin, float factor, int half)
    {
        int i = 0;
        for (; i + Width <= half; i += Width)
        {
            var (low, high) = (Vector512.Load(x + i), Vector512.Load(x + half + i));
            var (c, s) = (Vector512.Load(cos + i) * Vector512.Create(factor), Vector512.Load(sin + i) * Vector512.Create(factor));
            (low * c - high * s).Store(x + i);
            (high * c + low * s).Store(x + half + i);
        }

        for (; i < half; i++)
        {
            var (low, high) = (x[i], x[i + half]);
            x[i] = (low * cos[i] - high * sin[i]) * factor;
            x[i + half] = (high * cos[i] + low * sin[i]) * factor;
        }
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

    /// <summary>gate = gate / (1 + exp(-gate)) * up, stored in another type.</summary>
    /// <param name="count">A multiple of <see cref="Width"/>.</param>
    public static void SiluTimes<T, TLane>(T* gate, T* up, long count)
        where T : unmanaged
        where TLane : IWeightLane<T>
    {
        for (long i = 0; i < count; i += Width)
        {
            var g = TLane.Load(gate + i);
            TLane.Store(g / (Vector512<float>.One + Vector512.Exp(-g)) * TLane.Load(up + i), gate + i);
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
