using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Models;

/// <summary>Random weights for a model that is trained from nothing.</summary>
internal static class ModelInitializer
{
    /// <param name="model">Changed in place.</param>
    /// <param name="seed">Same seed, same weights.</param>
    /// <param name="std">Standard deviation of matrices and embeddings; output projections of residual branches take std / sqrt(2 layers).</param>
    /// <param name="positionStd">Standard deviation of the vision tower's position table. Small models learn left and right only
    /// when positions speak up from the start (.5, not .02).</param>
    public static void Initialise(JudgeModel model, int seed, double std, double positionStd)
    {
        using var guard = no_grad();
        using var generator = new Generator((ulong)seed);
        double residual = std / Math.Sqrt(2.0 * model.Config.Text.Layers);
        foreach (var (name, parameter) in model.named_parameters())
        {
            using var scope = NewDisposeScope();
            bool norm = name.Contains("norm", StringComparison.Ordinal) || name.Contains("ln_q", StringComparison.Ordinal);
            if (name.EndsWith("bias", StringComparison.Ordinal))
            {
                parameter.zero_();
            }
            else if (norm)
            {
                parameter.copy_(ones_like(parameter));
            }
            else
            {
                double deviation =
                    name.EndsWith("pos_embed.weight", StringComparison.Ordinal) ? positionStd
                    : name.EndsWith("o_proj.weight", StringComparison.Ordinal)
                    || name.EndsWith("down_proj.weight", StringComparison.Ordinal)
                        ? residual
                    : std;
                parameter.copy_(randn(parameter.shape, device: CPU, generator: generator).Times(deviation));
            }
        }
    }
}
