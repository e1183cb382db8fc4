using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JudgeCore.Models;

/// <summary>One pre-norm decoder layer: attention, then a gated or sparse MLP, each added to the stream.</summary>
internal sealed class DecoderLayer : Module
{
    [ComponentName(Name = "self_attn")]
    private readonly TextAttention attention;

    [ComponentName(Name = "mlp")]
    private readonly Module<Tensor, Tensor> mlp;

    [ComponentName(Name = "input_layernorm")]
    private readonly RmsNorm inputNorm;

    [ComponentName(Name = "post_attention_layernorm")]
    private readonly RmsNorm postAttentionNorm;

    public DecoderLayer(TextConfig config, int layer, ComputePolicy policy)
        : base(nameof(DecoderLayer))
    {
        attention = new TextAttention(config, layer, policy);
        mlp =
            config.Moe is { } moe && moe.Sparse[layer]
                ? new SparseMlp(config.HiddenSize, moe, policy)
                : new GatedMlp(config.HiddenSize, config.IntermediateSize, false, policy);
        inputNorm = new RmsNorm(config.HiddenSize, config.NormEps, policy);
        postAttentionNorm = new RmsNorm(config.HiddenSize, config.NormEps, policy);
        RegisterComponents();
    }

    /// <summary>[batch, seq, hidden] to the same.</summary>
    public Tensor Forward(Tensor x, (Tensor Cos, Tensor Sin) rotary, AttentionMask? mask, IKeyValueStore? store)
    {
        using var scope = NewDisposeScope();
        x = x.Plus(attention.Forward(inputNorm.call(x), rotary, mask, store)); // [batch, seq, hidden]
        return x.Plus(mlp.call(postAttentionNorm.call(x))).MoveToOuterDisposeScope(); // [batch, seq, hidden]
    }
}
