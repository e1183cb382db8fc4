// W x + scale * B (A x), with A where it lies and B widened: what an adapter that is kept beside the weights costs a decoding step is its own size.
using System.Runtime.Intrinsics;
using JudgeCore.Adapters;

namespace JudgeCore.Kernels;

/// <summary>A matrix with an adapter's low-rank term beside it.</summary>
internal sealed unsafe class AdaptedMatrix : WeightMatrix
{
    private readonly WeightMatrix matrix;
    private readonly WeightMatrix a; // [rank, columns]
    private readonly float[] b; // [rows, width], times scale; zeros behind the rank
    private readonly int width; // the rank, rounded up to whole registers
    private float[] inner = []; // [batch, width]: A x

    public AdaptedMatrix(WeightMatrix matrix, LowRankTerm term)
        : base(matrix.Rows, matrix.Columns)
    {
        this.matrix = matrix;
        a = Of(term.A);
        width = (a.Rows + Lanes.Width - 1) / Lanes.Width * Lanes.Width;
        b = GC.AllocateArray<float>(Rows * width, pinned: true);
        float[] numbers = LayerWeights.Widened(term.B); // [rows, rank]
        for (int i = 0; i < numbers.Length; i++)
        {
            b[i / a.Rows * width + i % a.Rows] = (float)term.Scale * numbers[i];
        }
    }

    public override void Prepare(float* x, int batch)
    {
        if (inner.Length < batch * width)
        {
            inner = GC.AllocateArray<float>(batch * width, pinned: true);
        }

        matrix.Prepare(x, batch);
        fixed (float* to = inner)
        {
            a.Multiply(x, batch, to, width, 0, a.Rows);
        }
    }

    public override void Multiply(float* x, int batch, float* y, int stride, int from, int to)
    {
        matrix.Multiply(x, batch, y, stride, from, to);
        fixed (float* ranks = inner)
        fixed (float* numbers = b)
        {
            for (int row = from; row < to; row++)
            {
                for (int i = 0; i < batch; i++)
                {
                    var sum = Vector512<float>.Zero;
                    for (int k = 0; k < width; k += Lanes.Width)
                    {
                        sum = Vector512.FusedMultiplyAdd(
                            Vector512.Load(numbers + (long)row * width + k),
                            Vector512.Load(ranks + (long)i * width + k),
                            sum
                        );
                    }

                    y[(long)i * stride + row] += Vector512.Sum(sum);
                }
            }
        }
    }

    public override void Row(int row, float* to) => throw new NotSupportedException("embeddings have no adapters");
}
