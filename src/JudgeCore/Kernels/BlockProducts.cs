// Small products of attention, a few queries with many keys: too small for a library call each, large enough to keep sums in registers.
using System.Runtime.Intrinsics;

namespace JudgeCore.Kernels;

/// <summary>Products of four rows at a time. Every sum runs over the depth in the same order, whatever the width.</summary>
internal static unsafe class BlockProducts
{
    public const int Rows = 4;

    private const int Wide = 4 * Lanes.Width;

    /// <summary>c = a b</summary>
    /// <param name="a">[4, depth], rows <paramref name="aStride"/> apart.</param>
    /// <param name="b">[depth, width], rows <paramref name="bStride"/> apart.</param>
    /// <param name="c">[4, width], rows <paramref name="cStride"/> apart.</param>
    /// <param name="width">A multiple of <see cref="Lanes.Width"/>.</param>
    public static void Multiply(float* a, int aStride, float* b, int bStride, float* c, int cStride, int depth, int width)
    {
        int at = 0;
        for (; at + Wide <= width; at += Wide)
        {
            FourVectors(a, aStride, b + at, bStride, c + at, cStride, depth);
        }

        for (; at < width; at += Lanes.Width)
        {
            OneVector(a, aStride, b + at, bStride, c + at, cStride, depth);
        }
    }

    // Sixteen sums in registers: four vectors and four numbers are loaded for sixteen products of vectors.
    private static void FourVectors(float* a, int aStride, float* b, int bStride, float* c, int cStride, int depth)
    {
        var (p0, p1, p2, p3) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var (q0, q1, q2, q3) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var (r0, r1, r2, r3) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        var (s0, s1, s2, s3) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        for (int d = 0; d < depth; d++, b += bStride)
        {
            var b0 = Vector512.Load(b);
            var b1 = Vector512.Load(b + Lanes.Width);
            var b2 = Vector512.Load(b + 2 * Lanes.Width);
            var b3 = Vector512.Load(b + 3 * Lanes.Width);
            var one = Vector512.Create(a[d]);
            p0 = Vector512.FusedMultiplyAdd(one, b0, p0);
            p1 = Vector512.FusedMultiplyAdd(one, b1, p1);
            p2 = Vector512.FusedMultiplyAdd(one, b2, p2);
            p3 = Vector512.FusedMultiplyAdd(one, b3, p3);
            one = Vector512.Create(a[aStride + d]);
            q0 = Vector512.FusedMultiplyAdd(one, b0, q0);
            q1 = Vector512.FusedMultiplyAdd(one, b1, q1);
            q2 = Vector512.FusedMultiplyAdd(one, b2, q2);
            q3 = Vector512.FusedMultiplyAdd(one, b3, q3);
            one = Vector512.Create(a[2 * aStride + d]);
            r0 = Vector512.FusedMultiplyAdd(one, b0, r0);
            r1 = Vector512.FusedMultiplyAdd(one, b1, r1);
            r2 = Vector512.FusedMultiplyAdd(one, b2, r2);
            r3 = Vector512.FusedMultiplyAdd(one, b3, r3);
            one = Vector512.Create(a[3 * aStride + d]);
            s0 = Vector512.FusedMultiplyAdd(one, b0, s0);
            s1 = Vector512.FusedMultiplyAdd(one, b1, s1);
            s2 = Vector512.FusedMultiplyAdd(one, b2, s2);
            s3 = Vector512.FusedMultiplyAdd(one, b3, s3);
        }

        Store(c, p0, p1, p2, p3);
        Store(c + cStride, q0, q1, q2, q3);
        Store(c + 2 * cStride, r0, r1, r2, r3);
        Store(c + 3 * cStride, s0, s1, s2, s3);
    }

    private static void OneVector(float* a, int aStride, float* b, int bStride, float* c, int cStride, int depth)
    {
        var (p, q, r, s) = (Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero, Vector512<float>.Zero);
        for (int d = 0; d < depth; d++, b += bStride)
        {
            var one = Vector512.Load(b);
            p = Vector512.FusedMultiplyAdd(Vector512.Create(a[d]), one, p);
            q = Vector512.FusedMultiplyAdd(Vector512.Create(a[aStride + d]), one, q);
            r = Vector512.FusedMultiplyAdd(Vector512.Create(a[2 * aStride + d]), one, r);
            s = Vector512.FusedMultiplyAdd(Vector512.Create(a[3 * aStride + d]), one, s);
        }

        p.Store(c);
        q.Store(c + cStride);
        r.Store(c + 2 * cStride);
        s.Store(c + 3 * cStride);
    }

    private static void Store(float* c, Vector512<float> v0, Vector512<float> v1, Vector512<float> v2, Vector512<float> v3)
    {
        v0.Store(c);
        v1.Store(c + Lanes.Width);
        v2.Store(c + 2 * Lanes.Width);
        v3.Store(c + 3 * Lanes.Width);
    }
}
