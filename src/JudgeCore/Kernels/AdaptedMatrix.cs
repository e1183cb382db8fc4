// W x + scale * B (A x), with A where it lies and B widened and turned: what an adapter that is kept beside the weights costs a decoding step is its own size.
using System.Runtime.Intrinsics;
using JudgeCore.Adapters;

namespace JudgeCore.Kernels;

/// <summary>A matrix with an adapter's low-rank term beside it.</summary>
internal sealed unsafe class AdaptedMatrix : WeightMatrix
{
    private readonly WeightMatrix matrix;
    private readonly WeightMatrix a; // [rank, columns]
    private readonly float[] b; // [rank, rows], times scale
    private float[] inner = []; // [batch, rank]: A x

    public AdaptedMatrix(WeightMatrix matrix, LowRankTerm term)
        : base(matrix.Rows, matrix.Columns)
    {
        this.matrix = matrix;
        a = Of(term.A);
        b = GC.AllocateUninitializedArray<float>(a.Rows * Rows, pinned: true);
        float[] numbers = LayerWeights.Widened(term.B); // [rows, rank]
        for (int i = 0; i < numbers.Length; i++)
        {
            b[i % a.Rows * Rows + i / a.Rows] = (float)term.Scale * numbers[i];
        }
    }

    public override void Prepare(float* x, int batch)
    {
        if (inner.Length < batch * a.Rows)
        {
            inner = GC.AllocateUninitializedArray<float>(batch * a.Rows, pinned: true);
        }

        matrix.Prepare(x, batch);
        fixed (float* to = inner)
        {
            a.Multiply(x, batch, to, a.Rows, 0, a.Rows);
        }
    }

    public override void Multiply(float* x, int batch, float* y, int stride, int from, int to)
    {
        matrix.Multiply(x, batch, y, stride, from, to);
        fixed (float* ranks = inner)
        fixed (float* numbers = b)
        {
            for (int i = 0; i < batch; i++)
            {
                Add(ranks + (long)i * a.Rows, numbers, y + (long)i * stride, from, to);
            }
        }
    }

    // A sum is the same in a register's lane and alone: who takes which rows changes nothing.
    private void Add(float* ranks, float* numbers, float* y, int from, int to)
    {
        int row = from;
        for (; row + Lanes.Width <= to; row += Lanes.Width)
        {
            var sums = Vector512.Load(y + row);
            for (int k = 0; k < a.Rows; k++)
            {
                sums = Vector512.FusedMultiplyAdd(
                    Vector512.Load(numbers + (long)k * Rows + row),
                    Vector512.Create(ranks[k]),
                    sums
                );
            }

            sums.Store(y + row);
        }

        for (; row < to; row++)
        {
            for (int k = 0; k < a.Rows; k++)
            {
                y[row] = MathF.FusedMultiplyAdd(numbers[(long)k * Rows + row], ranks[k], y[row]);
            }
        }
    }

    public override void Row(int row, float* to) => throw new NotSupportedException("embeddings have no adapters");
}
