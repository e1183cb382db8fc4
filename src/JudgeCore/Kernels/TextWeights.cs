using JudgeCore.Models;
using static TorchSharp.torch;

namespace JudgeCore.Kernels;

/// <summary>The text stack's weights as decoding reads them.</summary>
internal sealed class TextWeights
{
    private TextWeights(JudgeModel model, Dictionary<string, Tensor> named, Dictionary<string, Projection> projections)
    {
        Layers = [.. Enumerable.Range(0, model.Config.Text.Layers).Select(layer => new LayerWeights(named, projections, layer))];
        Embedding = WeightMatrix.Of(named[EmbeddingName]);
        Head = projections.TryGetValue("lm_head", out var head) ? head.Matrix : Embedding;
        Norm = LayerWeights.Widened(named["model.language_model.norm.weight"]);
    }

    private const string EmbeddingName = "model.language_model.embed_tokens.weight";

    public LayerWeights[] Layers { get; }

    /// <summary>[vocab, hidden]</summary>
    public WeightMatrix Embedding { get; }

    /// <summary>[vocab, hidden]</summary>
    public WeightMatrix Head { get; }

    /// <summary>[hidden]</summary>
    public float[] Norm { get; }

    /// <summary>Null where the model is not one that <see cref="Decoding.TokenStep"/> can compute: sparse, on another device, or with sizes that do not fit.</summary>
    public static TextWeights? TryRead(JudgeModel model)
    {
        if (!Lanes.Supported || model is not QwenVl || model.Config.Text.Moe is not null)
        {
            return null;
        }

        var named = model
            .named_parameters()
            .Where(p => !p.name.Contains("visual", StringComparison.Ordinal))
            .ToDictionary(p => p.name, p => (Tensor)p.parameter);
        return named.Values.All(WeightMatrix.Readable) ? new TextWeights(model, named, Projections(model)) : null;
    }

    /// <summary>All linear layers by their published names.</summary>
    public static Dictionary<string, Projection> Projections(JudgeModel model) =>
        model.named_modules().Where(m => m.module is Projection).ToDictionary(m => m.name, m => (Projection)m.module);
}
