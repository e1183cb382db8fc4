using JudgeCore.Kernels;
using TorchSharp;

namespace JudgeCore.Models;

/// <summary>Rounds the matrices of a model's text stack to eight bits, for serving.</summary>
internal static class Int8Weights
{
    /// <summary>Prefill goes on in the model's own number type, over the same rounded numbers; decoding reads the eight bits. Embeddings, head and vision tower stay as they are.</summary>
    /// <param name="model">Its parameters get other memory.</param>
    /// <param name="earlier">A rounded model in memory: matrices that are equal are shared with it.</param>
    public static void Apply(JudgeModel model, JudgeModel? earlier = null)
    {
        var others = earlier is null ? [] : TextWeights.Projections(earlier);
        var alike = others.ToLookup(other => Shape(other.Value), other => other.Value);
        foreach (var (name, projection) in TextWeights.Projections(model))
        {
            if (name.Contains("language_model.layers", StringComparison.Ordinal) && WeightMatrix.Readable(projection.Weight))
            {
                var same = others.GetValueOrDefault(name);
                projection.Round(alike[Shape(projection)].OrderByDescending(other => other == same));
            }
        }
    }

    private static string Shape(Projection projection) => string.Join(' ', projection.Weight.shape);
}
