using JudgeCore.Models;
using Trainer.Grpo;
using Trainer.Gym;
using Trainer.Losses;
using Trainer.Packing;
using Trainer.Policies;
using Trainer.Tests.Runs;
using static TorchSharp.torch;

namespace Trainer.Tests.Grpo;

/// <summary>The whole policy loss through the tiny model, against the same loss made the long way and against finite differences.</summary>
[Collection(nameof(Alone))]
public sealed class EpisodeBatchTests : IDisposable
{
    private readonly TinyCheckpoint judge = new();
    private readonly Policy policy;
    private readonly List<(Episode[] Group, double[] Advantages)> groups = [];

    public EpisodeBatchTests()
    {
        var record = judge.Grpo();
        policy = Policy.Load(judge.Folder, record);
        var mixture = new Mixture(
            [(new GymSource("safety", GymSplit.Train(5), policy.Images), 1)],
            record.Mixture,
            policy.Prompts,
            5
        );
        int end = policy.Prompts.Answers.End;
        int[][] texts =
        [
            [7, 8, end],
            [7, 8, end],
            [9, end],
            [7, 8, 10, 11],
        ];
        foreach (var question in mixture.Draw(0, 2, false))
        {
            groups.Add(
                ([.. texts.Select((text, i) => Written(question, text, end, i == 2 ? 1 : text.Length))], [0.5, -1, 1.5, -1])
            );
        }
    }

    [Fact]
    public void Members_that_wrote_the_same_share_a_branch_and_score_as_they_do_alone()
    {
        var batch = new EpisodeBatch(groups, maskTruncated: false, GuidedCredit.Whole);
        Assert.Equal(3, batch.Packed.Batches.SelectMany(b => b.Rows).First().Examples.Count);
        using var guard = no_grad();
        using var together = LogProbs(batch);
        for (int g = 0; g < groups.Count; g++)
        {
            for (int i = 0; i < 4; i++)
            {
                var (group, advantages) = groups[g];
                var one = new EpisodeBatch([([group[i]], [advantages[i]])], false, GuidedCredit.Whole);
                using var alone = LogProbs(one);
                for (int t = 0; t < group[i].Completion.Length; t++)
                {
                    Assert.Equal(alone[0, t].Number<float>(), together[4 * g + i, t].Number<float>(), 2e-5f);
                }
            }
        }
    }

    [Fact]
    public void What_counts_follows_truncation_and_credit()
    {
        bool[] Counted(bool maskTruncated, GuidedCredit credit) => new EpisodeBatch(groups, maskTruncated, credit).Counted[..16];

        // Rows: two whole answers, a guided one whose second token was forced, one that was cut off.
        Assert.Equal("1110 1110 1100 1111", Show(Counted(false, GuidedCredit.Whole)));
        Assert.Equal("1110 1110 1100 0000", Show(Counted(true, GuidedCredit.Whole)));
        Assert.Equal("1110 1110 0100 0000", Show(Counted(true, GuidedCredit.VerdictTokens)));
        Assert.Equal("1110 1110 0000 0000", Show(Counted(true, GuidedCredit.Shaped)));
        Assert.Equal("0000 0000 0100 0000", Show(new EpisodeBatch(groups, true, GuidedCredit.Shaped).Shaped[..16]));
        Assert.Equal(2 * 7, new EpisodeBatch(groups, true, GuidedCredit.Shaped).Tokens);
    }

    [Theory]
    [InlineData(nameof(PolicyLossKind.Dapo), nameof(GuidedCredit.VerdictTokens))]
    [InlineData(nameof(PolicyLossKind.DrGrpo), nameof(GuidedCredit.Whole))]
    [InlineData(nameof(PolicyLossKind.Grpo), nameof(GuidedCredit.Shaped))]
    public void The_gradient_is_the_finite_difference_of_the_whole_loss(string kindName, string creditName)
    {
        var (kind, credit) = (Enum.Parse<PolicyLossKind>(kindName), Enum.Parse<GuidedCredit>(creditName));
        var batch = new EpisodeBatch(groups, maskTruncated: false, credit);
        using var old = Fixed(batch);
        var options = new PolicyLossOptions { Kind = kind, MaxCompletionLength = 4 };
        policy.ZeroGradients();
        using (NewDisposeScope())
        {
            Loss(batch, old, options, credit).backward();
        }

        var (name, parameter) = policy
            .Model.named_parameters()
            .First(p => p.name.EndsWith("layers.1.mlp.up_proj.weight", StringComparison.Ordinal));
        using var gradient = parameter.grad!.clone();
        using var direction = gradient.div(gradient.norm());
        const double Step = 2e-2;
        double up = Moved(Step);
        double down = Moved(-Step);
        double slope = (up - down) / (2 * Step);
        Assert.Equal(gradient.norm().Number<float>(), slope, 0.02 * Math.Abs(slope) + 1e-5);

        double Moved(double by)
        {
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            parameter.Add_(direction, by);
            double value = Loss(batch, old, options, credit).Number<float>();
            parameter.Add_(direction, -by);
            return value;
        }
    }

    public void Dispose()
    {
        policy.Dispose();
        judge.Dispose();
    }

    private static Episode Written(Question question, int[] text, int end, int forcedFrom) =>
        new(question, text, new float[text.Length], text[^1] == end, 0, forcedFrom);

    // Fixed old probabilities near the present ones, so that ratios differ from 1 and stay within the clip.
    private Tensor Fixed(EpisodeBatch batch)
    {
        using var guard = no_grad();
        using var now = LogProbs(batch);
        return now.Plus(0.05);
    }

    private Tensor Loss(EpisodeBatch batch, Tensor old, PolicyLossOptions options, GuidedCredit credit)
    {
        var logProbs = LogProbs(batch);
        var scale = new LossScale(batch.Tokens);
        var loss = PolicyLoss
            .Compute(
                new PolicyBatch
                {
                    LogProbs = logProbs,
                    Advantages = batch.Advantages,
                    Mask = batch.Mask(batch.Counted),
                    OldLogProbs = old,
                    Entropies = zeros_like(logProbs),
                    Scale = scale,
                },
                options
            )
            .Loss;
        return credit == GuidedCredit.Shaped
            ? loss.Plus(GuidedLoss.Of(logProbs, batch.Advantages, batch.Mask(batch.Shaped), 0.1, scale))
            : loss;
    }

    private Tensor LogProbs(EpisodeBatch batch)
    {
        var logits = PackedForward.Logits(policy.Model, batch.Packed);
        return batch.Spread(TokenScores.Of(logits, tensor(batch.Packed.Targets)).LogProbs);
    }

    private static string Show(bool[] flags) =>
        string.Join(' ', flags.Chunk(4).Select(row => string.Concat(row.Select(flag => flag ? '1' : '0'))));
}
