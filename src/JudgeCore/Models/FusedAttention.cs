using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Models;

/// <summary>softmax(q kᵀ / sqrt(headDim) + mask) v by libtorch's fused operator.</summary>
internal static class FusedAttention
{
    /// <param name="q">[batch, heads, seq, headDim]</param>
    /// <param name="k">[batch, heads, keys, headDim]</param>
    /// <param name="v">[batch, heads, keys, headDim]</param>
    /// <param name="mask">Added to the scores, [batch, 1, seq, keys]; null: none.</param>
    /// <param name="causal">A query sees no later key; only without a mask.</param>
    /// <returns>[batch, heads, seq, headDim]</returns>
    public static Tensor Mix(Tensor q, Tensor k, Tensor v, Tensor? mask, bool causal)
    {
        // On processors the operator calls the bf16 product once for every head and block of queries, and each call costs more than
        // such a small product: in fp32 the whole is several times as fast. GPUs have one kernel for all.
        if (q.dtype == ScalarType.Float32 || q.device.type != DeviceType.CPU)
        {
            return nn.functional.scaled_dot_product_attention(q, k, v, mask, 0, causal);
        }

        using var scope = NewDisposeScope();
        var mixed = nn.functional.scaled_dot_product_attention(
            Wide(q),
            Wide(k),
            Wide(v),
            mask is null ? null : Wide(mask),
            0,
            causal
        );
        return mixed.to_type(q.dtype).MoveToOuterDisposeScope();
    }

    private static Tensor Wide(Tensor x) => x.to_type(ScalarType.Float32);
}
