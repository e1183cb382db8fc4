using JudgeCore.Models;
using TorchSharp;
using Trainer.Losses;
using Trainer.Tests.Reference;
using static TorchSharp.torch;

namespace Trainer.Tests.Losses;

public sealed class HeadScoresTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_trains_as_whole_logits_do_whether_the_head_is_frozen_or_not(bool trainHead)
    {
        using var scope = NewDisposeScope();
        var (hidden, weight, targets) = Draw(trainHead);
        var (logProbs, _) = TokenScores.Of(nn.functional.linear(hidden, weight), targets, 0.8);
        // Only the log-probabilities enter the loss, as without an entropy bonus.
        logProbs.square().sum().backward();
        var expected = RecordedTensors.Numbers(hidden.grad!);
        var expectedHead = trainHead ? RecordedTensors.Numbers(weight.grad!) : [];
        hidden.grad = null;
        weight.grad = null;
        var (chunked, _) = HeadScores.Of(hidden, weight, targets, 0.8, chunk: 3);
        chunked.square().sum().backward();
        Same(expected, RecordedTensors.Numbers(hidden.grad!));
        if (trainHead)
            Same(expectedHead, RecordedTensors.Numbers(weight.grad!));
        else
            Assert.True(weight.grad is null);
    }

    [Fact]
    public void Repeated_steps_leave_no_tensors_behind()
    {
        using var scope = NewDisposeScope();
        var (hidden, weight, targets) = Draw(true);
        Once();
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        for (var i = 0; i < 10; i++)
            Once();
        Assert.InRange(DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount - before, 0, 2);

        void Once()
        {
            using var inner = NewDisposeScope();
            var (logProbs, entropies) = HeadScores.Of(hidden, weight, targets);
            logProbs.Plus(entropies).sum().backward();
        }
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => HeadScores.Of(zeros(2, 3), zeros(5, 4), zeros([2], int64)));
        Assert.Contains("hidden [2, 3], weight [5, 4]", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => TokenScores.Of(zeros(1, 3), zeros([1], int64), 0));
        Assert.Throws<ArgumentException>(() => TokenScores.OfCompletions(zeros(1, 3, 4), zeros([1, 3], int64), ones(1, 3), 3));
    }

    private static (Tensor Hidden, Tensor Weight, Tensor Targets) Draw(bool trainHead)
    {
        var random = new Random(9);
        var hidden = tensor(Enumerable.Range(0, 28).Select(_ => (float)random.NextDouble()).ToArray())
            .reshape(7, 4)
            .requires_grad_();
        var weight = tensor(Enumerable.Range(0, 36).Select(_ => (float)random.NextDouble() - 0.5f).ToArray()).reshape(9, 4);
        return (hidden, weight.requires_grad_(trainHead), tensor(Enumerable.Range(0, 7).Select(i => (long)i).ToArray()));
    }

    private static void Same(double[] expected, double[] actual)
    {
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-5);
    }
}
