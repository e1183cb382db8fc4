using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Trainer.Losses;

/// <summary>Cross-entropy over completion tokens, normalised over the whole batch, so that micro-batches of different lengths add up.</summary>
internal static class CompletionLoss
{
    /// <summary>The label of positions that are not scored.</summary>
    public const long Ignored = -100;

    /// <param name="logits">[batch, seq, vocab]; reckoned in fp32.</param>
    /// <param name="labels">[batch, seq] int64, not shifted: the logits at t are scored on the label at t+1; -100 where not scored.</param>
    /// <param name="items">What the sum is divided by: scored tokens of all micro-batches of the step, see <see cref="CountItems"/>.</param>
    /// <param name="labelSmoothing">e: the target is (1-e) on the label and e spread over the whole vocabulary (arXiv 1512.00567).</param>
    /// <returns>Scalar; 0, not NaN, where nothing is scored. The caller disposes of it.</returns>
    public static Tensor FromLogits(Tensor logits, Tensor labels, double items, double labelSmoothing = 0)
    {
        if (!logits.shape.SkipLast(1).SequenceEqual(labels.shape))
            throw new ArgumentException(
                $"Logits [{string.Join(", ", logits.shape)}] do not fit labels [{string.Join(", ", labels.shape)}]."
            );
        using var scope = NewDisposeScope();
        var seq = labels.shape[1];
        var scored = logits.narrow(1, 0, seq - 1).flatten(0, 1); // [batch * (seq-1), vocab]
        var targets = labels.narrow(1, 1, seq - 1).flatten(); // [batch * (seq-1)]
        return FromScored(scored, targets, items, labelSmoothing).MoveToOuterDisposeScope();
    }

    /// <summary>The same where logits are already beside the tokens that they score.</summary>
    /// <param name="logits">[tokens, vocab]</param>
    /// <param name="targets">[tokens] int64, -100 where not scored.</param>
    /// <param name="items">What the sum is divided by.</param>
    /// <param name="labelSmoothing">As above.</param>
    public static Tensor FromScored(Tensor logits, Tensor targets, double items, double labelSmoothing = 0)
    {
        RequireSmoothing(labelSmoothing);
        using var scope = NewDisposeScope();
        var ignored = targets.Is(Ignored);
        var all = nn.functional.log_softmax(logits.to_type(float32), -1); // [tokens, vocab]
        var right = all.gather(-1, targets.Where(ignored, 0).unsqueeze(-1)).squeeze(-1); // [tokens]
        var loss = labelSmoothing == 0 ? -right : right.Times(labelSmoothing - 1).Minus(all.mean([-1]).Times(labelSmoothing));
        return (loss.Where(ignored, 0).sum().Over(Math.Max(items, 1))).MoveToOuterDisposeScope();
    }

    /// <summary>Scored tokens of a micro-batch: labels after the shift. A label at position 0 has no logits before it and is not one.</summary>
    public static long CountItems(Tensor labels)
    {
        using var scope = NewDisposeScope();
        return labels.narrow(1, 1, labels.shape[1] - 1).Is(Ignored).logical_not().sum().Number<long>();
    }

    private static void RequireSmoothing(double labelSmoothing)
    {
        if (!(labelSmoothing >= 0 && labelSmoothing < 1))
            throw new ArgumentOutOfRangeException(
                nameof(labelSmoothing),
                labelSmoothing,
                "Label smoothing must lie within 0 and 1."
            );
    }
}
