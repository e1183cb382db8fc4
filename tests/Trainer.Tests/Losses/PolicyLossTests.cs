using TorchSharp;
using Trainer.Losses;
using Trainer.Tests.Reference;
using static TorchSharp.torch;

namespace Trainer.Tests.Losses;

/// <summary>Behaviour of the policy loss beyond the recorded cases.</summary>
public sealed class PolicyLossTests
{
    public static TheoryData<string, string> Differentiable
    {
        get
        {
            var data = new TheoryData<string, string>();
            // Cispo and vespo weight by ratios without gradient on purpose.
            foreach (
                var kind in Enum.GetNames<PolicyLossKind>().Except([nameof(PolicyLossKind.Cispo), nameof(PolicyLossKind.Vespo)])
            )
            {
                data.Add(kind, nameof(RatioLevel.Token));
                data.Add(kind, nameof(RatioLevel.Sequence));
            }
            return data;
        }
    }

    public static TheoryData<string> Kinds => [.. Enum.GetNames<PolicyLossKind>()];

    [Theory]
    [MemberData(nameof(Differentiable))]
    public void The_gradient_is_that_of_finite_differences(string kind, string level)
    {
        using var scope = NewDisposeScope();
        var options = new PolicyLossOptions
        {
            Kind = Enum.Parse<PolicyLossKind>(kind),
            Ratio = Enum.Parse<RatioLevel>(level),
            Beta = 0.1,
            EntropyCoefficient = 0.05,
        };
        var batch = SmallBatch.Make(seed: 21);
        PolicyLoss.Compute(batch, options).Loss.backward();
        var analytic = RecordedTensors.Numbers(batch.LogProbs.grad!);
        var values = RecordedTensors.Numbers(batch.LogProbs);
        const double Step = 1e-6;
        for (var i = 0; i < values.Length; i++)
        {
            var up = LossAt(i, Step);
            var down = LossAt(i, -Step);
            Assert.Equal((up - down) / (2 * Step), analytic[i], 5e-6);
        }

        double LossAt(int index, double step)
        {
            double[] moved = [.. values];
            moved[index] += step;
            return PolicyLoss.Compute(batch with { LogProbs = SmallBatch.Table(moved) }, options).Loss.item<double>();
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_masked_tokens_hold_does_not_matter(string kind)
    {
        using var scope = NewDisposeScope();
        var options = new PolicyLossOptions
        {
            Kind = Enum.Parse<PolicyLossKind>(kind),
            Beta = 0.1,
            EntropyCoefficient = 0.05,
            TopEntropyQuantile = 0.5,
            OffPolicyThreshold = 0.05,
        };
        var batch = SmallBatch.Make(seed: 8);
        var noise = (ones_like(batch.Mask) - batch.Mask) * 3;
        var plain = PolicyLoss.Compute(batch, options);
        var disturbed = PolicyLoss.Compute(
            batch with
            {
                LogProbs = (batch.LogProbs - noise).detach(),
                Entropies = (batch.Entropies + noise).detach(),
                OldLogProbs = batch.OldLogProbs! + noise,
            },
            options
        );
        Assert.Equal(plain.Loss.item<double>(), disturbed.Loss.item<double>(), 12);
        Assert.Equal(plain.Metrics.OrderBy(m => m.Key), disturbed.Metrics.OrderBy(m => m.Key));
    }

    [Fact]
    public void Micro_batches_of_the_token_losses_add_up_to_the_whole_batch()
    {
        using var scope = NewDisposeScope();
        foreach (var kind in new[] { PolicyLossKind.Dapo, PolicyLossKind.Cispo, PolicyLossKind.Vespo })
        {
            var options = new PolicyLossOptions { Kind = kind };
            var batch = SmallBatch.Make(seed: 3);
            var whole = PolicyLoss.Compute(batch, options).Loss.item<double>();
            var parts = Enumerable
                .Range(0, 3)
                .Sum(part => PolicyLoss.Compute(Part(batch, 2 * part, 2), options).Loss.item<double>());
            Assert.Equal(whole, parts, 12);
        }
    }

    [Fact]
    public void Dr_grpo_divides_by_the_allowed_length_not_the_widest_completion()
    {
        using var scope = NewDisposeScope();
        var batch = SmallBatch.Make(seed: 3);
        var at10 = PolicyLoss
            .Compute(batch, new() { Kind = PolicyLossKind.DrGrpo, MaxCompletionLength = 10 })
            .Loss.item<double>();
        var at20 = PolicyLoss
            .Compute(batch, new() { Kind = PolicyLossKind.DrGrpo, MaxCompletionLength = 20 })
            .Loss.item<double>();
        Assert.Equal(at10, 2 * at20, 12);
    }

    [Fact]
    public void Delta_bounds_the_loss_of_a_wrong_answer_that_became_likely()
    {
        using var scope = NewDisposeScope();
        // One token whose probability quadrupled, at an advantage of -1: loss 4, with delta 1.5 it is 1.5.
        var batch = OneToken(ratio: 4, advantage: -1);
        Assert.Equal(4, PolicyLoss.Compute(batch, new()).Loss.item<double>(), 12);
        Assert.Equal(1.5, PolicyLoss.Compute(batch, new() { Delta = 1.5 }).Loss.item<double>(), 12);
    }

    [Theory]
    [InlineData(0.5, -1, 1, 0)]
    [InlineData(0.5, 0, 0, 0)]
    [InlineData(0.5, 1, 0, 0)]
    [InlineData(2, 1, 0, 1)]
    [InlineData(2, 0, 0, 0)]
    [InlineData(2, -1, 0, 0)]
    public void A_token_is_clipped_only_where_the_clip_takes_its_gradient(double ratio, double advantage, double low, double high)
    {
        using var scope = NewDisposeScope();
        var batch = OneToken(ratio, advantage);
        var result = PolicyLoss.Compute(batch, new());
        Assert.Equal(low, result.Metrics["clip_ratio/low_mean"]);
        Assert.Equal(high, result.Metrics["clip_ratio/high_mean"]);
        result.Loss.backward();
        var moves = RecordedTensors.Numbers(batch.LogProbs.grad!)[0] != 0;
        Assert.Equal(low + high == 0 && advantage != 0, moves);
    }

    [Fact]
    public void Sampler_weights_scale_the_policy_term_but_not_the_kl_term()
    {
        using var scope = NewDisposeScope();
        var batch = SmallBatch.Make(seed: 5);
        var half = batch with { SamplerRatios = full_like(batch.Mask, 0.5) };
        var plain = new PolicyLossOptions();
        Assert.Equal(Loss(batch, plain) / 2, Loss(half, plain), 12);
        var onlyKl = plain with { Beta = 1 };
        Assert.Equal(Loss(batch, onlyKl) - Loss(batch, plain), Loss(half, onlyKl) - Loss(half, plain), 12);

        static double Loss(PolicyBatch batch, PolicyLossOptions options) =>
            PolicyLoss.Compute(batch, options).Loss.item<double>();
    }

    [Fact]
    public void Vespo_takes_the_sampler_into_its_weight()
    {
        using var scope = NewDisposeScope();
        var batch = SmallBatch.Make(seed: 5);
        var options = new PolicyLossOptions { Kind = PolicyLossKind.Vespo };
        var plain = PolicyLoss.Compute(batch, options);
        var neutral = PolicyLoss.Compute(batch with { SamplerRatios = ones_like(batch.Mask) }, options);
        Assert.Equal(plain.Loss.item<double>(), neutral.Loss.item<double>(), 12);
        // A sampler that gave each first token half the probability doubles the completion's weight w = 2 w'.
        var ratios = ones_like(batch.Mask);
        ratios[.., 0] = tensor(2.0);
        var shifted = PolicyLoss.Compute(batch with { SamplerRatios = ratios }, options);
        var old = batch.OldLogProbs!.clone();
        old[.., 0] = old[.., 0] - Math.Log(2);
        // The completion without counted tokens has no old probability to shift: leave it out of the comparison.
        var rows = tensor(new long[] { 0, 1, 2, 4, 5 });
        var direct = PolicyLoss.Compute(Rows(batch with { OldLogProbs = old }, rows), options);
        Assert.Equal(
            direct.Loss.item<double>(),
            PolicyLoss.Compute(Rows(batch with { SamplerRatios = ratios }, rows), options).Loss.item<double>(),
            10
        );
        Assert.NotEqual(plain.Metrics["vespo/phi_seq_mean"], shifted.Metrics["vespo/phi_seq_mean"]);
    }

    [Fact]
    public void Wrong_shapes_and_missing_tensors_are_named()
    {
        using var scope = NewDisposeScope();
        var batch = SmallBatch.Make(seed: 1);
        var shape = Assert.Throws<ArgumentException>(() => PolicyLoss.Compute(batch with { Mask = ones(6, 4) }, new()));
        Assert.Contains("Mask is [6, 4], not [6, 5]", shape.Message, StringComparison.Ordinal);
        var missing = Assert.Throws<ArgumentException>(() =>
            PolicyLoss.Compute(batch with { ReferenceLogProbs = null }, new() { Beta = 0.1 })
        );
        Assert.Contains("beta is 0.1", missing.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => PolicyLoss.Compute(batch, new() { EpsilonLow = 2 }));
        Assert.Throws<ArgumentException>(() => PolicyLoss.Compute(batch, new() { Delta = 0.5 }));
    }

    [Fact]
    public void A_step_leaves_no_tensors_behind()
    {
        using var scope = NewDisposeScope();
        var batch = SmallBatch.Make(seed: 1);
        var options = new PolicyLossOptions
        {
            Beta = 0.1,
            EntropyCoefficient = 0.1,
            TopEntropyQuantile = 0.5,
            OffPolicyThreshold = 0.1,
        };
        Once();
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        Once();
        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);

        void Once()
        {
            using var loss = PolicyLoss.Compute(batch, options).Loss;
        }
    }

    private static PolicyBatch OneToken(double ratio, double advantage) =>
        new()
        {
            LogProbs = full([1, 1], Math.Log(ratio) - 3, float64).requires_grad_(),
            OldLogProbs = full([1, 1], -3, float64),
            Entropies = ones(1, 1),
            Advantages = tensor(new[] { advantage }),
            Mask = ones([1, 1], float64),
            Scale = new(1),
        };

    private static PolicyBatch Part(PolicyBatch batch, int start, int count) => Rows(batch, arange(start, start + count, int64));

    private static PolicyBatch Rows(PolicyBatch batch, Tensor rows) =>
        batch with
        {
            LogProbs = batch.LogProbs.index_select(0, rows),
            OldLogProbs = batch.OldLogProbs!.index_select(0, rows),
            ReferenceLogProbs = batch.ReferenceLogProbs!.index_select(0, rows),
            Entropies = batch.Entropies.index_select(0, rows),
            Advantages = batch.Advantages.index_select(0, rows),
            Mask = batch.Mask.index_select(0, rows),
            SamplerRatios = batch.SamplerRatios?.index_select(0, rows),
        };
}
