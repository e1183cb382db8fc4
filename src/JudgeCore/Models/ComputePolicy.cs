using static TorchSharp.torch;

namespace JudgeCore.Models;

/// <summary>Where and in which number type a model computes. Norm statistics, rotary tables and softmax stay in fp32 whatever the type.</summary>
/// <param name="Dtype">Float32 or BFloat16 (Float16 on GPUs).</param>
/// <param name="Device">The processor, a GPU, or <c>meta</c> to build without memory.</param>
internal sealed record ComputePolicy(ScalarType Dtype, Device Device)
{
    public static ComputePolicy Fp32Cpu { get; } = new(ScalarType.Float32, CPU);

    public static ComputePolicy Bf16Cpu { get; } = new(ScalarType.BFloat16, CPU);
}
