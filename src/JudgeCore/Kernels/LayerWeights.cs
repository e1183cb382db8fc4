using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Kernels;

/// <summary>One decoder layer's weights, found by their published names.</summary>
internal sealed class LayerWeights
{
    /// <param name="named">All parameters of the model.</param>
    /// <param name="projections">All linear layers.</param>
    /// <param name="layer">Which.</param>
    public LayerWeights(
        IReadOnlyDictionary<string, Tensor> named,
        IReadOnlyDictionary<string, Models.Projection> projections,
        int layer
    )
    {
        string prefix = $"model.language_model.layers.{layer}.";
        (Query, Key, Value) = (Matrix("self_attn.q_proj"), Matrix("self_attn.k_proj"), Matrix("self_attn.v_proj"));
        (Output, Gate, Up, Down) = (
            Matrix("self_attn.o_proj"),
            Matrix("mlp.gate_proj"),
            Matrix("mlp.up_proj"),
            Matrix("mlp.down_proj")
        );
        InputNorm = Numbers("input_layernorm.weight")!;
        PostAttentionNorm = Numbers("post_attention_layernorm.weight")!;
        QueryNorm = Numbers("self_attn.q_norm.weight");
        KeyNorm = Numbers("self_attn.k_norm.weight");
        QueryBias = Numbers("self_attn.q_proj.bias");
        KeyBias = Numbers("self_attn.k_proj.bias");
        ValueBias = Numbers("self_attn.v_proj.bias");

        WeightMatrix Matrix(string name) => projections[prefix + name].Matrix;
        float[]? Numbers(string name) => named.TryGetValue(prefix + name, out var found) ? Widened(found) : null;
    }

    public WeightMatrix Query { get; }

    public WeightMatrix Key { get; }

    public WeightMatrix Value { get; }

    public WeightMatrix Output { get; }

    public WeightMatrix Gate { get; }

    public WeightMatrix Up { get; }

    public WeightMatrix Down { get; }

    /// <summary>[hidden]</summary>
    public float[] InputNorm { get; }

    /// <summary>[hidden]</summary>
    public float[] PostAttentionNorm { get; }

    /// <summary>[headDim]; null where the family has none.</summary>
    public float[]? QueryNorm { get; }

    public float[]? KeyNorm { get; }

    /// <summary>[heads * headDim]; null where the family has none.</summary>
    public float[]? QueryBias { get; }

    public float[]? KeyBias { get; }

    public float[]? ValueBias { get; }

    /// <summary>A pinned copy in fp32: pointers into it stay valid.</summary>
    public static float[] Widened(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var wide = tensor.detach().to_type(ScalarType.Float32).cpu();
        float[] numbers = GC.AllocateUninitializedArray<float>((int)wide.numel(), pinned: true);
        MemoryMarshal.Cast<byte, float>(wide.bytes).CopyTo(numbers);
        return numbers;
    }
}
