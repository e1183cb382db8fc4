using TorchSharp.Modules;
using static TorchSharp.torch;

namespace JudgeCore.Models;

/// <summary>Where and in which number type a model computes. Norm statistics, rotary tables and softmax stay in fp32 whatever the type.</summary>
/// <param name="Dtype">Float32 or BFloat16 (Float16 on GPUs).</param>
/// <param name="Device">The processor, a GPU, or <c>meta</c> to build without memory.</param>
internal sealed record ComputePolicy(ScalarType Dtype, Device Device)
{
    /// <summary>Parameters get their memory from whoever loads them, who lends it to several models: it must not be written to.</summary>
    public bool Lent { get; init; }

    public static ComputePolicy Fp32Cpu { get; } = new(ScalarType.Float32, CPU);

    public static ComputePolicy Bf16Cpu { get; } = new(ScalarType.BFloat16, CPU);

    /// <summary>A new parameter of zeros; where memory is lent, of a single one that stands for all.</summary>
    public Parameter Parameter(params long[] shape)
    {
        if (!Lent)
        {
            return new Parameter(zeros(shape, Dtype, Device));
        }

        using var one = zeros(Array.Empty<long>(), Dtype, Device);
        return new Parameter(one.expand(shape));
    }
}
