using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Kernels;

/// <summary>A matrix as whole numbers of -127 to 127 and one scale a row: the largest number of a row is 127 scales.</summary>
internal sealed unsafe class Int8Matrix : WeightMatrix, IDisposable
{
    private const float Most = 127;
    private const float Smallest = 1e-30f; // of a row of zeros

    private readonly sbyte* numbers; // those of Stored
    private readonly float[] scales; // [rows]

    private Int8Matrix(Tensor stored, float[] scales)
        : base(scales.Length, (int)stored.shape[1])
    {
        (Stored, this.scales) = (stored, scales);
        numbers = (sbyte*)Pointer(stored);
    }

    /// <summary>[rows, columns] int8</summary>
    public Tensor Stored { get; }

    /// <summary>Rounds a matrix, which stays as it is.</summary>
    /// <param name="weight">[rows, columns], fp32 or bf16 on the processor.</param>
    public static Int8Matrix Round(Tensor weight)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var wide = weight.detach().to_type(ScalarType.Float32).contiguous(); // [rows, columns]
        var (rows, columns) = ((int)wide.shape[0], (int)wide.shape[1]);
        var all = MemoryMarshal.Cast<byte, float>(wide.bytes);
        var stored = empty([rows, columns], ScalarType.Int8, CPU);
        var rounded = MemoryMarshal.Cast<byte, sbyte>(stored.bytes);
        float[] scales = new float[rows];
        for (int row = 0; row < rows; row++)
        {
            var numbers = all.Slice(row * columns, columns);
            float most = 0;
            foreach (float number in numbers)
            {
                most = MathF.Max(most, MathF.Abs(number));
            }

            float scale = scales[row] = MathF.Max(most / Most, Smallest);
            for (int c = 0; c < columns; c++)
            {
                rounded[row * columns + c] = (sbyte)MathF.Round(numbers[c] / scale);
            }
        }

        return new Int8Matrix(stored.DetachFromDisposeScope(), scales);
    }

    /// <summary>[rows, columns]: the rounded numbers, so that a product with them is one with this matrix.</summary>
    public Tensor Widened(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        return Stored
            .to_type(ScalarType.Float32)
            .mul_(tensor(scales, device: CPU).unsqueeze(-1))
            .to_type(dtype)
            .MoveToOuterDisposeScope(); // [rows, columns]
    }

    /// <summary>Whether the other has the same numbers and scales.</summary>
    public bool Same(Int8Matrix other) =>
        Columns == other.Columns && scales.AsSpan().SequenceEqual(other.scales) && Stored.bytes.SequenceEqual(other.Stored.bytes);

    /// <summary>Another holder of the same memory, which is freed with the last.</summary>
    public Int8Matrix Share() => new(Stored.alias().DetachFromDisposeScope(), scales);

    public override void Multiply(float* x, int batch, float* y, int stride, int from, int to)
    {
        RowProducts.Multiply<sbyte, Int8Lane>(numbers, Columns, x, batch, y, stride, from, to);
        for (int b = 0; b < batch; b++)
        {
            for (int row = from; row < to; row++)
            {
                y[(long)b * stride + row] *= scales[row];
            }
        }
    }

    public override void Row(int row, float* to)
    {
        for (int c = 0; c < Columns; c++)
        {
            to[c] = numbers[(long)row * Columns + c] * scales[row];
        }
    }

    public void Dispose() => Stored.Dispose();
}
