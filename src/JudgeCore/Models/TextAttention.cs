using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JudgeCore.Models;

/// <summary>Grouped-query attention of the text stack, with per-head norms (Qwen3) or biased projections (Qwen2.5).</summary>
internal sealed class TextAttention : Module
{
    [ComponentName(Name = "q_proj")]
    private readonly Module<Tensor, Tensor> query;

    [ComponentName(Name = "k_proj")]
    private readonly Module<Tensor, Tensor> key;

    [ComponentName(Name = "v_proj")]
    private readonly Module<Tensor, Tensor> value;

    [ComponentName(Name = "o_proj")]
    private readonly Module<Tensor, Tensor> output;

    [ComponentName(Name = "q_norm")]
    private readonly RmsNorm? queryNorm;

    [ComponentName(Name = "k_norm")]
    private readonly RmsNorm? keyNorm;

    private readonly int layer;
    private readonly int headDim;
    private readonly int groups; // query heads a key head

    public TextAttention(TextConfig config, int layer, ComputePolicy policy)
        : base(nameof(TextAttention))
    {
        (this.layer, headDim, groups) = (layer, config.HeadDim, config.Heads / config.KvHeads);
        var (dtype, device) = (policy.Dtype, policy.Device);
        query = new Projection(config.HiddenSize, config.Heads * headDim, config.QkvBias, policy);
        key = new Projection(config.HiddenSize, config.KvHeads * headDim, config.QkvBias, policy);
        value = new Projection(config.HiddenSize, config.KvHeads * headDim, config.QkvBias, policy);
        output = new Projection(config.Heads * headDim, config.HiddenSize, false, policy);
        queryNorm = config.QkNorm ? new RmsNorm(headDim, config.NormEps, policy) : null;
        keyNorm = config.QkNorm ? new RmsNorm(headDim, config.NormEps, policy) : null;
        RegisterComponents();
    }

    /// <param name="x">[batch, seq, hidden]</param>
    /// <param name="rotary">Cosines and sines, each [batch, 1, seq, headDim].</param>
    /// <param name="mask">Of [batch, 1, seq, keys]; null for plain causal attention.</param>
    /// <param name="store">Earlier keys and values; null where there are none.</param>
    public Tensor Forward(Tensor x, (Tensor Cos, Tensor Sin) rotary, AttentionMask? mask, IKeyValueStore? store)
    {
        using var scope = NewDisposeScope();
        var q = Heads(query, x, queryNorm); // [batch, heads, seq, headDim]
        var k = Heads(key, x, keyNorm); // [batch, kvHeads, seq, headDim]
        var v = Heads(value, x, null); // [batch, kvHeads, seq, headDim]
        q = MropeTable.Rotate(q, rotary.Cos, rotary.Sin);
        k = MropeTable.Rotate(k, rotary.Cos, rotary.Sin);
        if (store is not null)
        {
            (k, v) = store.Append(layer, k, v); // [batch, kvHeads, keys, headDim]
        }

        var mixed =
            mask is { HasBlindQueries: true } ? MixStepByStep(q, Repeat(k), Repeat(v), mask.Scores)
            : x.shape[1] == 1 ? MixOneToken(q, k, v, mask?.Scores)
            : FusedAttention.Mix(q, Repeat(k), Repeat(v), mask?.Scores, mask is null); // [batch, heads, seq, headDim]
        var joined = mixed.transpose(1, 2).reshape(x.shape[0], x.shape[1], -1); // [batch, seq, heads * headDim]
        return output.call(joined).MoveToOuterDisposeScope(); // [batch, seq, hidden]
    }

    // Decoding: a group's heads stand as queries of their key head, so that the cache is read in place instead of copied for every head.
    private Tensor MixOneToken(Tensor q, Tensor k, Tensor v, Tensor? mask)
    {
        var grouped = q.reshape(q.shape[0], -1, groups, headDim); // [batch, kvHeads, groups, headDim]
        var mixed = FusedAttention.Mix(grouped, k, v, mask, false); // [batch, kvHeads, groups, headDim]
        return mixed.reshape(q.shape[0], -1, 1, headDim); // [batch, heads, 1, headDim]
    }

    // The fused operator's backward pass loses the normalisation of queries that see nothing: their log-sum-exp rounds away.
    private Tensor MixStepByStep(Tensor q, Tensor k, Tensor v, Tensor mask)
    {
        var scores = matmul(q, k.transpose(-2, -1)).Times(1 / Math.Sqrt(headDim)).Plus(mask); // [batch, heads, seq, keys]
        return matmul(functional.softmax(scores, -1, ScalarType.Float32).to_type(v.dtype), v); // [batch, heads, seq, headDim]
    }

    private Tensor Heads(Module<Tensor, Tensor> projection, Tensor x, RmsNorm? norm)
    {
        var heads = projection.call(x).view(x.shape[0], x.shape[1], -1, headDim); // [batch, seq, heads, headDim]
        return (norm is null ? heads : norm.call(heads)).transpose(1, 2); // [batch, heads, seq, headDim]
    }

    // [batch, kvHeads, keys, headDim] to [batch, heads, keys, headDim]: each key head serves its group of query heads.
    private Tensor Repeat(Tensor x)
    {
        if (groups == 1)
        {
            return x;
        }

        long[] shape = x.shape;
        return x.unsqueeze(2)
            .expand(shape[0], shape[1], groups, shape[2], shape[3])
            .reshape(shape[0], shape[1] * groups, shape[2], shape[3]);
    }
}
