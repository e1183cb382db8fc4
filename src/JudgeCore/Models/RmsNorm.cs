using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace JudgeCore.Models;

/// <summary>Root-mean-square norm (arXiv 1910.07467): x / sqrt(mean(x²) + eps) * weight, statistics in fp32.</summary>
internal sealed class RmsNorm : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Parameter weight; // [size]
    private readonly double eps;

    public RmsNorm(int size, double eps, ComputePolicy policy)
        : base(nameof(RmsNorm))
    {
        this.eps = eps;
        weight = new Parameter(ones(size, policy.Dtype, policy.Device));
        RegisterComponents();
    }

    /// <param name="x">[..., size]</param>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var wide = x.to_type(ScalarType.Float32);
        var scale = wide.Squared().mean([-1], keepdim: true).Add_(eps).rsqrt_(); // [..., 1]
        return (weight * wide.mul(scale).to_type(x.dtype)).MoveToOuterDisposeScope(); // [..., size]
    }
}
