using static TorchSharp.torch;

namespace Trainer.Losses;

/// <summary>From a loss a token to a number, as each kind weights tokens and completions.</summary>
internal static class LossReduction
{
    /// <param name="options">Kind and longest completion.</param>
    /// <param name="loss">[episodes, tokens], or [episodes, 1] that every token of the row shares.</param>
    /// <param name="mask">[episodes, tokens]</param>
    /// <param name="scale">The micro-batch's place in the whole.</param>
    /// <returns>The loss to differentiate, and the same before it is divided for accumulation.</returns>
    public static (Tensor Loss, Tensor BeforeScaling) Of(PolicyLossOptions options, Tensor loss, Tensor mask, LossScale scale)
    {
        var masked = loss * mask; // [episodes, tokens]
        if (options.Kind is PolicyLossKind.Dapo or PolicyLossKind.Cispo or PolicyLossKind.Vespo)
        {
            var summed = masked.sum().Over(scale.Tokens);
            return (summed, summed.detach());
        }

        var total = options.Kind switch
        {
            // A completion without counted tokens is a 0 that counts in the mean.
            PolicyLossKind.Grpo or PolicyLossKind.Sapo => (masked.sum(1) / mask.sum(1).AtLeast(1)).mean(),
            PolicyLossKind.Bnpo => masked.sum() / mask.sum().AtLeast(1),
            PolicyLossKind.DrGrpo => masked.sum().Over((double)mask.shape[0] * options.MaxCompletionLength),
            PolicyLossKind.Luspo => masked.sum(1).mean(),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Kind, "Unknown policy loss."),
        };
        return (total.Over(scale.Accumulation), total.detach());
    }
}
