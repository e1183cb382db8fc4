using JudgeCore.Models;
using Trainer.Losses;
using static TorchSharp.torch;

namespace Trainer.Grpo;

/// <summary>Forced tokens as off-policy ones (LUFFY, arXiv 2504.14945): -A p / (p + gamma), whose gradient does not vanish where p is small.</summary>
internal static class GuidedLoss
{
    /// <param name="logProbs">[episodes, tokens] with gradient.</param>
    /// <param name="advantages">[episodes]</param>
    /// <param name="mask">[episodes, tokens] 1 at forced tokens.</param>
    /// <param name="gamma">Regularises the importance; small values favour improbable tokens more.</param>
    /// <param name="scale">The sum is divided by the update's tokens.</param>
    public static Tensor Of(Tensor logProbs, Tensor advantages, Tensor mask, double gamma, LossScale scale)
    {
        var p = exp(logProbs); // [episodes, tokens]
        var weight = p / p.Plus(gamma);
        return -(weight * advantages.unsqueeze(1) * mask).sum().Over(scale.Tokens);
    }
}
