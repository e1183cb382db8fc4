using JudgeCore.Models;

namespace JudgeCore.Prefill;

/// <summary>One decoder layer's linear layers, adapters included, found by their published names.</summary>
internal sealed class LayerProjections
{
    /// <param name="named">All projections of the model.</param>
    /// <param name="layer">Which.</param>
    public LayerProjections(IReadOnlyDictionary<string, Projection> named, int layer)
    {
        string prefix = $"model.language_model.layers.{layer}.";
        (Query, Key, Value) = (
            named[prefix + "self_attn.q_proj"],
            named[prefix + "self_attn.k_proj"],
            named[prefix + "self_attn.v_proj"]
        );
        (Output, Gate, Up, Down) = (
            named[prefix + "self_attn.o_proj"],
            named[prefix + "mlp.gate_proj"],
            named[prefix + "mlp.up_proj"],
            named[prefix + "mlp.down_proj"]
        );
    }

    public Projection Query { get; }

    public Projection Key { get; }

    public Projection Value { get; }

    public Projection Output { get; }

    public Projection Gate { get; }

    public Projection Up { get; }

    public Projection Down { get; }
}
