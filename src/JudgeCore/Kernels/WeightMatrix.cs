using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Kernels;

/// <summary>A matrix of the model where it lies in memory: nothing is copied, so an update of the weights in place is seen at once.</summary>
internal abstract unsafe class WeightMatrix
{
    protected WeightMatrix(int rows, int columns) => (Rows, Columns) = (rows, columns);

    /// <summary>Outputs.</summary>
    public int Rows { get; }

    /// <summary>Inputs.</summary>
    public int Columns { get; }

    /// <param name="weight">[rows, columns], on the processor and contiguous; lives longer than this.</param>
    public static WeightMatrix Of(Tensor weight)
    {
        var (rows, columns) = ((int)weight.shape[0], (int)weight.shape[1]);
        return weight.dtype == ScalarType.BFloat16
            ? new Plain<ushort, Bf16Lane>((ushort*)Pointer(weight), rows, columns)
            : new Plain<float, Fp32Lane>((float*)Pointer(weight), rows, columns);
    }

    /// <summary>Where a tensor's numbers lie.</summary>
    public static void* Pointer(Tensor tensor) => Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));

    /// <summary>Whether a tensor can be read in place.</summary>
    public static bool Readable(Tensor tensor) =>
        tensor.device.type == DeviceType.CPU
        && tensor.dtype is ScalarType.Float32 or ScalarType.BFloat16
        && tensor.is_contiguous()
        && (tensor.dim() < 2 || tensor.shape[^1] % Lanes.Width == 0);

    /// <summary>Computes what all outputs for these vectors have in common: once, before threads divide the outputs among them.</summary>
    /// <param name="x">[batch, columns]</param>
    /// <param name="batch">Vectors.</param>
    public virtual void Prepare(float* x, int batch) { }

    /// <summary>Outputs <paramref name="from"/> to <paramref name="to"/> - 1 of each vector.</summary>
    /// <param name="x">[batch, columns]</param>
    /// <param name="y">[batch, stride], written at the outputs' places.</param>
    public abstract void Multiply(float* x, int batch, float* y, int stride, int from, int to);

    /// <summary>One row, widened: a token's embedding.</summary>
    /// <param name="to">[columns]</param>
    public abstract void Row(int row, float* to);

    private sealed class Plain<T, TLane>(T* weights, int rows, int columns) : WeightMatrix(rows, columns)
        where T : unmanaged
        where TLane : IWeightLane<T>
    {
        private readonly T* weights = weights;

        public override void Multiply(float* x, int batch, float* y, int stride, int from, int to) =>
            RowProducts.Multiply<T, TLane>(weights, Columns, x, batch, y, stride, from, to);

        public override void Row(int row, float* to)
        {
            for (int c = 0; c < Columns; c++)
            {
                to[c] = TLane.One(weights[(long)row * Columns + c]);
            }
        }
    }
}
