using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace JudgeCore.Kernels;

/// <summary>Loops over plain vectors, sixteen numbers at a time and the rest one by one.</summary>
internal static unsafe class Lanes
{
    /// <summary>Numbers of fp32 in a register.</summary>
    public const int Width = 16;

    private const float NoExponential = -1e30f;

    /// <summary>Whether this processor has what the loops are written with.</summary>
    public static bool Supported => Avx512F.IsSupported;

    /// <summary>to = from * weight / rms(from): the root-mean-square norm of one vector.</summary>
    public static void RmsNorm<T, TLane>(float* from, float* weight, T* to, int count, float eps)
        where T : unmanaged
        where TLane : IWeightLane<T>
    {
        float scale = 1 / MathF.Sqrt(Dot<float, Fp32Lane>(from, from, count) / count + eps);
        int i = 0;
        for (; i + Width <= count; i += Width)
        {
            TLane.Store(Vector512.Load(weight + i) * (Vector512.Load(from + i) * Vector512.Create(scale)), to + i);
        }

        for (; i < count; i++)
        {
            to[i] = TLane.Narrow(weight[i] * (from[i] * scale));
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

    /// <summary>to = from</summary>
    public static void Widen<T, TLane>(T* from, float* to, int count)
        where T : unmanaged
        where TLane : IWeightLane<T>
    {
        int i = 0;
        for (; i + Width <= count; i += Width)
        {
            TLane.Load(from + i).Store(to + i);
        }

        for (; i < count; i++)
        {
            to[i] = TLane.One(from[i]);
        }
    }

    /// <summary>to = from, stored in another type.</summary>
    public static void Narrow<T, TLane>(float* from, T* to, int count)
        where T : unmanaged
        where TLane : IWeightLane<T>
    {
        int i = 0;
        for (; i + Width <= count; i += Width)
        {
            TLane.Store(Vector512.Load(from + i), to + i);
        }

        for (; i < count; i++)
        {
            to[i] = TLane.Narrow(from[i]);
        }
    }

    /// <summary>Turns one head by its position's angles, and scales it.</summary>
    /// <param name="from">[2 * half]</param>
    /// <param name="cos">[half]</param>
    /// <param name="sin">[half]</param>
    /// <param name="to">[2 * half]; may be <paramref name="from"/>.</param>
    public static void Rotate<T, TLane>(T* from, float* cos, float* sin, float factor, int half, T* to)
        where T : unmanaged
        where TLane : IWeightLane<T>
    {
        int i = 0;
        for (; i + Width <= half; i += Width)
        {
            var (low, high) = (TLane.Load(from + i), TLane.Load(from + half + i));
            var (c, s) = (Vector512.Load(cos + i) * Vector512.Create(factor), Vector512.Load(sin + i) * Vector512.Create(factor));
            TLane.Store(low * c - high * s, to + i);
            TLane.Store(high * c + low * s, to + half + i);
        }

        for (; i < half; i++)
        {
            var (low, high) = (TLane.One(from[i]), TLane.One(from[i + half]));
            to[i] = TLane.Narrow((low * cos[i] - high * sin[i]) * factor);
            to[i + half] = TLane.Narrow((high * cos[i] + low * sin[i]) * factor);
        }
    }

    /// <summary>to = factor * from; may be one memory.</summary>
    public static void Scaled<T, TLane>(T* from, float factor, T* to, int count)
        where T : unmanaged
        where TLane : IWeightLane<T>
    {
        int i = 0;
        for (; i + Width <= count; i += Width)
        {
            TLane.Store(TLane.Load(from + i) * Vector512.Create(factor), to + i);
        }

        for (; i < count; i++)
        {
            to[i] = TLane.Narrow(TLane.One(from[i]) * factor);
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
            (g / (Vector512<float>.One + Exp(-g)) * Vector512.Load(up + i)).Store(gate + i);
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
            TLane.Store(g / (Vector512<float>.One + Exp(-g)) * TLane.Load(up + i), gate + i);
        }
    }

    /// <summary>x = x / (1 + exp(-2 sqrt(2 / pi) (x + 0.044715 x³))): GELU in its tanh form.</summary>
    /// <param name="count">A multiple of <see cref="Width"/>.</param>
    public static void Gelu<T, TLane>(T* x, long count)
        where T : unmanaged
        where TLane : IWeightLane<T>
    {
        var (slope, cubic) = (Vector512.Create(-1.5957691216057308f), Vector512.Create(0.044715f));
        for (long i = 0; i < count; i += Width)
        {
            var v = TLane.Load(x + i);
            var inner = Vector512.FusedMultiplyAdd(v * v * cubic, v, v);
            TLane.Store(v / (Vector512<float>.One + Exp(slope * inner)), x + i);
        }
    }

    /// <summary>exp(x) to about one unit in the last place; 0 below -104. The library's own goes through fp64.</summary>
    public static Vector512<float> Exp(Vector512<float> x)
    {
        x = Vector512.MinNative(Vector512.MaxNative(x, Vector512.Create(-104f)), Vector512.Create(88.72f));
        var power = Avx512F.RoundScale(x * Vector512.Create(1.44269504f), 0); // of two
        var rest = Vector512.FusedMultiplyAdd(power, Vector512.Create(-0.693359375f), x); // ln 2 in two parts: the first has few digits
        rest = Vector512.FusedMultiplyAdd(power, Vector512.Create(2.12194440e-4f), rest);
        var sum = Vector512.Create(1.9875691500e-4f); // Cephes' polynomial for exp between -ln 2 / 2 and ln 2 / 2
        sum = Vector512.FusedMultiplyAdd(sum, rest, Vector512.Create(1.3981999507e-3f));
        sum = Vector512.FusedMultiplyAdd(sum, rest, Vector512.Create(8.3334519073e-3f));
        sum = Vector512.FusedMultiplyAdd(sum, rest, Vector512.Create(4.1665795894e-2f));
        sum = Vector512.FusedMultiplyAdd(sum, rest, Vector512.Create(1.6666665459e-1f));
        sum = Vector512.FusedMultiplyAdd(sum, rest, Vector512.Create(5.0000001201e-1f));
        sum = Vector512.FusedMultiplyAdd(sum * rest, rest, rest) + Vector512<float>.One;
        return Avx512F.Scale(sum, power);
    }

    // exp(x) of x up to 0, to one part in 13,000: a twentieth of what rounding to bf16 costs. The cubic of least relative error for 2^rest.
    private static Vector512<float> ExpBelowZero(Vector512<float> x)
    {
        x = Vector512.MaxNative(x, Vector512.Create(-104f)) * Vector512.Create(1.44269504f);
        var power = Avx512F.RoundScale(x, 0);
        var rest = x - power; // -0.5 to 0.5
        var sum = Vector512.FusedMultiplyAdd(Vector512.Create(0.055171669f), rest, Vector512.Create(0.242611122f));
        sum = Vector512.FusedMultiplyAdd(sum, rest, Vector512.Create(0.693260985f));
        sum = Vector512.FusedMultiplyAdd(sum, rest, Vector512.Create(0.999928074f));
        return Avx512F.Scale(sum, power);
    }

    /// <summary>Replaces scores by exp(score - largest) and returns the sum of these.</summary>
    public static float ExpFromLargest(float* scores, int count)
    {
        var largest = Vector512.Create(Largest(scores, count));
        var sums = Vector512<float>.Zero;
        int i = 0;
        for (; i + Width <= count; i += Width)
        {
            var e = Exp(Vector512.Load(scores + i) - largest);
            e.Store(scores + i);
            sums += e;
        }

        if (i < count)
        {
            var e = Exp(Rest(scores + i, count - i) - largest);
            sums += e;
            for (int lane = 0; i < count; lane++, i++)
            {
                scores[i] = e[lane];
            }
        }

        return Vector512.Sum(sums);
    }

    /// <summary>The same of scores that are stored in a shorter type, to its precision.</summary>
    public static float ExpFromLargest<T, TLane>(T* scores, int count)
        where T : unmanaged
        where TLane : IWeightLane<T>
    {
        float* rest = stackalloc float[Width];
        int whole = count / Width * Width;
        var top = Vector512.Create(NoExponential);
        for (int i = 0; i < whole; i += Width)
        {
            top = Vector512.MaxNative(top, TLane.Load(scores + i));
        }

        top.Store(rest);
        float largest = Largest(rest, Width);
        for (int i = whole; i < count; i++)
        {
            largest = MathF.Max(largest, TLane.One(scores[i]));
        }

        var sums = Vector512<float>.Zero;
        for (int i = 0; i < whole; i += Width)
        {
            var e = ExpBelowZero(TLane.Load(scores + i) - Vector512.Create(largest));
            TLane.Store(e, scores + i);
            sums += e;
        }

        float sum = Vector512.Sum(sums);
        for (int i = whole; i < count; i++)
        {
            float e = MathF.Exp(TLane.One(scores[i]) - largest);
            scores[i] = TLane.Narrow(e);
            sum += e;
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
            sums += Exp(Vector512.Load(from + i) - Vector512.Create(largest));
        }

        if (i < to.Length)
        {
            sums += Exp(Rest(from + i, to.Length - i) - Vector512.Create(largest));
        }

        float log = largest + MathF.Log(Vector512.Sum(sums));
        for (i = 0; i < to.Length; i++)
        {
            to[i] = from[i] - log;
        }
    }

    private static float Largest(float* numbers, int count)
    {
        var largest = Vector512.Create(float.NegativeInfinity);
        int i = 0;
        for (; i + Width <= count; i += Width)
        {
            largest = Vector512.MaxNative(largest, Vector512.Load(numbers + i));
        }

        if (i < count)
        {
            largest = Vector512.MaxNative(largest, Rest(numbers + i, count - i));
        }

        float* lanes = stackalloc float[Width];
        largest.Store(lanes);
        float most = lanes[0];
        for (int lane = 1; lane < Width; lane++)
        {
            most = MathF.Max(most, lanes[lane]);
        }

        return most;
    }

    // Fewer than sixteen numbers; the other lanes have no exponential.
    private static Vector512<float> Rest(float* from, int count)
    {
        float* lanes = stackalloc float[Width];
        for (int lane = 0; lane < Width; lane++)
        {
            lanes[lane] = lane < count ? from[lane] : NoExponential;
        }

        return Vector512.Load(lanes);
    }
}
