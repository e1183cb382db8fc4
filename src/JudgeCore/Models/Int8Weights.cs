using JudgeCore.Kernels;
using TorchSharp;

namespace JudgeCore.Models;

/// <summary>Rounds the matrices of a model's text stack to eight bits, for serving.</summary>
internal static class Int8Weights
{
    /// <summary>Prefill goes on in the model's own number type, over the same rounded numbers; decoding reads the eight bits. Embeddings, head and vision tower stay as they are.</summary>
    public static void Apply(JudgeModel model)
    {
        foreach (var (name, module) in model.named_modules())
        {
            if (
                module is Projection projection
                && name.Contains("language_model.layers", StringComparison.Ordinal)
                && WeightMatrix.Readable(projection.Weight)
            )
            {
                projection.Round();
            }
        }
    }
}
