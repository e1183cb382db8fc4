// Matrix times a few vectors, each row of the matrix read once for all of them: decoding is bound by reading weights, not by arithmetic.
// One sum a row and vector, always added in the same order, so that a sequence's numbers do not depend on which others run beside it.
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace JudgeCore.Kernels;

/// <summary>The inner loops. Columns come in multiples of <see cref="Lanes.Width"/>.</summary>
internal static unsafe class RowProducts
{
    private const int LineBytes = 64;

    /// <param name="weights">[rows, columns] of the matrix, row after row.</param>
    /// <param name="x">[batch, columns]</param>
    /// <param name="y">[batch, stride]: column r of each row is written for r from <paramref name="from"/> to <paramref name="to"/>.</param>
    public static void Multiply<T, TLane>(T* weights, int columns, float* x, int batch, float* y, int stride, int from, int to)
        where T : unmanaged
        where TLane : IWeightLane<T>
    {
        int row = from;
        for (; row + 4 <= to; row += 4)
        {
            T* w = weights + (long)row * columns;
            int b = 0;
            for (; b + 4 <= batch; b += 4)
            {
                FourByFour<T, TLane>(w, columns, x + (long)b * columns, y + (long)b * stride + row, stride);
            }

            for (; b < batch; b++)
            {
                FourByOne<T, TLane>(w, columns, x + (long)b * columns, y + (long)b * stride + row);
            }
        }

        for (; row < to; row++)
        {
            for (int b = 0; b < batch; b++)
            {
                var sum = Vector512<float>.Zero;
                T* w = weights + (long)row * columns;
                for (int c = 0; c < columns; c += Lanes.Width)
                {
                    sum = Vector512.FusedMultiplyAdd(TLane.Load(w + c), Vector512.Load(x + (long)b * columns + c), sum);
                }

                y[(long)b * stride + row] = Vector512.Sum(sum);
            }
        }
    }

    private static void FourByOne<T, TLane>(T* w, int columns, float* x, float* y)
        where T : unmanaged
        where TLane : IWeightLane<T>
    {
        var (s0, s1, s2, s3) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        for (int c = 0; c < columns; c += Lanes.Width)
        {
            Ahead(w + 4 * (columns + c));
            var v = Vector512.Load(x + c);
            s0 = Vector512.FusedMultiplyAdd(TLane.Load(w + c), v, s0);
            s1 = Vector512.FusedMultiplyAdd(TLane.Load(w + columns + c), v, s1);
            s2 = Vector512.FusedMultiplyAdd(TLane.Load(w + 2 * columns + c), v, s2);
            s3 = Vector512.FusedMultiplyAdd(TLane.Load(w + 3 * columns + c), v, s3);
        }

        Sums(s0, s1, s2, s3).Store(y);
    }

    // Sixteen sums in registers: four weights and one vector are loaded for sixteen products.
    private static void FourByFour<T, TLane>(T* w, int columns, float* x, float* y, int stride)
        where T : unmanaged
        where TLane : IWeightLane<T>
    {
        var (a0, a1, a2, a3) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var (b0, b1, b2, b3) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var (c0, c1, c2, c3) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var (d0, d1, d2, d3) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        for (int c = 0; c < columns; c += Lanes.Width)
        {
            Ahead(w + 4 * (columns + c));
            var w0 = TLane.Load(w + c);
            var w1 = TLane.Load(w + columns + c);
            var w2 = TLane.Load(w + 2 * columns + c);
            var w3 = TLane.Load(w + 3 * columns + c);
            var v = Vector512.Load(x + c);
            a0 = Vector512.FusedMultiplyAdd(w0, v, a0);
            a1 = Vector512.FusedMultiplyAdd(w1, v, a1);
            a2 = Vector512.FusedMultiplyAdd(w2, v, a2);
            a3 = Vector512.FusedMultiplyAdd(w3, v, a3);
            v = Vector512.Load(x + columns + c);
            b0 = Vector512.FusedMultiplyAdd(w0, v, b0);
            b1 = Vector512.FusedMultiplyAdd(w1, v, b1);
            b2 = Vector512.FusedMultiplyAdd(w2, v, b2);
            b3 = Vector512.FusedMultiplyAdd(w3, v, b3);
            v = Vector512.Load(x + 2 * columns + c);
            c0 = Vector512.FusedMultiplyAdd(w0, v, c0);
            c1 = Vector512.FusedMultiplyAdd(w1, v, c1);
            c2 = Vector512.FusedMultiplyAdd(w2, v, c2);
            c3 = Vector512.FusedMultiplyAdd(w3, v, c3);
            v = Vector512.Load(x + 3 * columns + c);
            d0 = Vector512.FusedMultiplyAdd(w0, v, d0);
            d1 = Vector512.FusedMultiplyAdd(w1, v, d1);
            d2 = Vector512.FusedMultiplyAdd(w2, v, d2);
            d3 = Vector512.FusedMultiplyAdd(w3, v, d3);
        }

        Sums(a0, a1, a2, a3).Store(y);
        Sums(b0, b1, b2, b3).Store(y + stride);
        Sums(c0, c1, c2, c3).Store(y + 2 * stride);
        Sums(d0, d1, d2, d3).Store(y + 3 * stride);
    }

    // The processor follows one stream by itself, not four short ones: the next four rows are asked for while these are computed.
    private static void Ahead<T>(T* next)
        where T : unmanaged
    {
        Sse.Prefetch0(next);
        if (sizeof(T) > 1)
        {
            Sse.Prefetch0((byte*)next + LineBytes);
        }

        if (sizeof(T) > 2)
        {
            Sse.Prefetch0((byte*)next + 2 * LineBytes);
            Sse.Prefetch0((byte*)next + 3 * LineBytes);
        }
    }

    // Four sums at once: pairs of neighbours, then of pairs, then of halves.
    private static Vector128<float> Sums(Vector512<float> s0, Vector512<float> s1, Vector512<float> s2, Vector512<float> s3)
    {
        var first = Avx.HorizontalAdd(s0.GetLower() + s0.GetUpper(), s1.GetLower() + s1.GetUpper());
        var second = Avx.HorizontalAdd(s2.GetLower() + s2.GetUpper(), s3.GetLower() + s3.GetUpper());
        var all = Avx.HorizontalAdd(first, second);
        return all.GetLower() + all.GetUpper();
    }
}
