using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Kernels;

/// <summary>A matrix as whole numbers of -127 to 127 and one scale a row: the largest number of a row is 127 scales.</summary>
internal sealed unsafe class Int8Matrix : WeightMatrix, IDisposable
{
    private const float Most = 127;
    private const float Smallest = 1e-30f; // of a row of zeros

    private readonly sbyte* numbers;
    private readonly float[] scales; // [rows]

    private Int8Matrix(sbyte* numbers, float[] scales, int columns)
        : base(scales.Length, columns)
    {
        this.numbers = numbers;
        this.scales = scales;
    }

    /// <summary>Rounds a matrix, and writes the rounded numbers back, so that every product with it is one with these.</summary>
    /// <param name="weight">[rows, columns], fp32 or bf16 on the processor; written over.</param>
    public static Int8Matrix Round_(Tensor weight)
    {
        using var guard = no_grad();
        using var wide = weight.detach().to_type(ScalarType.Float32).contiguous(); // [rows, columns]
        var (rows, columns) = ((int)wide.shape[0], (int)wide.shape[1]);
        var all = MemoryMarshal.Cast<byte, float>(wide.bytes);
        var stored = (sbyte*)NativeMemory.AlignedAlloc((nuint)all.Length, 64);
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
                float rounded = MathF.Round(numbers[c] / scale);
                stored[row * columns + c] = (sbyte)rounded;
                numbers[c] = rounded * scale;
            }
        }

        weight.copy_(wide);
        return new Int8Matrix(stored, scales, columns);
    }

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

    public void Dispose() => NativeMemory.AlignedFree(numbers);
}
