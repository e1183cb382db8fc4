using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JudgeCore.Models;

/// <summary>One pre-norm block of a vision tower: attention and MLP, each added to the stream.</summary>
internal sealed class VisionBlock : Module
{
    private const double NormEps = 1e-6; // fixed in the published models

    [ComponentName(Name = "norm1")]
    private readonly Module<Tensor, Tensor> attentionNorm;

    [ComponentName(Name = "norm2")]
    private readonly Module<Tensor, Tensor> mlpNorm;

    [ComponentName(Name = "attn")]
    private readonly VisionAttention attention;

    [ComponentName(Name = "mlp")]
    private readonly Module<Tensor, Tensor> mlp;

    private VisionBlock(VisionConfig config, Func<Module<Tensor, Tensor>> norm, Module<Tensor, Tensor> mlp, ComputePolicy policy)
        : base(nameof(VisionBlock))
    {
        attentionNorm = norm();
        mlpNorm = norm();
        attention = new VisionAttention(config, policy);
        this.mlp = mlp;
        RegisterComponents();
    }

    /// <summary>Qwen3-VL: layer norms and a two-layer MLP with tanh-GELU.</summary>
    public static VisionBlock Qwen3(VisionConfig config, ComputePolicy policy) =>
        new(
            config,
            () => LayerNorm(config.HiddenSize, NormEps, true, true, policy.Device, policy.Dtype),
            new VisionMlp(config, policy),
            policy
        );

    /// <summary>Qwen2.5-VL: RMS norms and a gated MLP with biases.</summary>
    public static VisionBlock Qwen25(VisionConfig config, ComputePolicy policy) =>
        new(
            config,
            () => new RmsNorm(config.HiddenSize, NormEps, policy),
            new GatedMlp(config.HiddenSize, config.IntermediateSize, true, policy),
            policy
        );

    /// <summary>[patches, hidden] to the same.</summary>
    public Tensor Forward(Tensor x, (Tensor Cos, Tensor Sin) rotary, IReadOnlyList<int> segments)
    {
        using var scope = NewDisposeScope();
        x = x.Plus(attention.Forward(attentionNorm.call(x), rotary, segments)); // [patches, hidden]
        return x.Plus(mlp.call(mlpNorm.call(x))).MoveToOuterDisposeScope(); // [patches, hidden]
    }
}
