using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Kernels;

/// <summary>A matrix as whole numbers of -127 to 127 and one scale a row: the largest number of a row is 127 scales.</summary>
internal sealed unsafe class Int8Matrix : WeightMatrix, IDisposable
{
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
        using var scope = NewDisposeScope();
        var wide = weight.detach().to_type(ScalarType.Float32); // [rows, columns]
        var scale = wide.abs().amax([1], keepdim: true).clamp_min(1e-30).div(127); // [rows, 1]
        var rounded = wide.div(scale).round(); // [rows, columns]
        weight.copy_(rounded * scale);
        using var stored = rounded.to_type(ScalarType.Int8).contiguous();
        var numbers = (sbyte*)NativeMemory.AlignedAlloc((nuint)stored.numel(), 64);
        stored.bytes.CopyTo(new Span<byte>(numbers, (int)stored.numel()));
        return new Int8Matrix(numbers, MemoryMarshal.Cast<byte, float>(scale.contiguous().bytes).ToArray(), (int)weight.shape[1]);
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
