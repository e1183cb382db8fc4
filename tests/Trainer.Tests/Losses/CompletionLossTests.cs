using TorchSharp;
using Trainer.Losses;
using static TorchSharp.torch;

namespace Trainer.Tests.Losses;

public sealed class CompletionLossTests
{
    [Fact]
    public void Only_the_completion_is_learned()
    {
        using var scope = NewDisposeScope();
        var logits = zeros(1, 4, 5).requires_grad_();
        var labels = tensor(new long[] { -100, -100, 3, -100 }).reshape(1, 4);
        CompletionLoss.FromLogits(logits, labels, 1).backward();
        var touched = logits.grad!.abs().sum(-1).flatten().data<float>().ToArray();
        // The logits before the label, and no others.
        Assert.Equal([0, 1, 0, 0], touched.Select(g => g > 0 ? 1 : 0));
    }

    [Fact]
    public void Tokens_beside_their_logits_give_the_same_as_shifted_ones()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(Enumerable.Range(0, 24).Select(i => (float)(i * 7 % 5)).ToArray()).reshape(1, 4, 6);
        var labels = tensor(new long[] { 2, 1, -100, 5 }).reshape(1, 4);
        var shifted = CompletionLoss.FromLogits(logits, labels, 2, 0.1).item<float>();
        var beside = CompletionLoss.FromScored(logits[0, ..3], labels[0, 1..], 2, 0.1).item<float>();
        Assert.Equal(shifted, beside, 6);
    }

    [Fact]
    public void Smoothing_and_shapes_are_checked()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentOutOfRangeException>(() => CompletionLoss.FromScored(zeros(1, 3), zeros([1], int64), 1, 1.5));
        Assert.Throws<ArgumentException>(() => CompletionLoss.FromLogits(zeros(1, 3, 4), zeros([1, 2], int64), 1));
    }
}
