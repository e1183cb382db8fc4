using JudgeCore.Agreement;
using JudgeCore.Tasks;
using Trainer.Policies;
using Trainer.Rewards;

namespace Trainer.Tests.Rewards;

public sealed class GoldRewardTests
{
    private static readonly double[][] Careless =
    [
        [0.9, 0.1],
        [0.3, 0.7],
    ];

    [Fact]
    public void Votes_count_by_weight()
    {
        var item = Item([new(0, 0.9, null), new(1, 0.3, null), new(1, 0, null)]);
        Assert.Equal(0.75, GoldReward.Of(item, 0, GoldUse.Votes), 12);
        Assert.Equal(0.25, GoldReward.Of(item, 1, GoldUse.Votes), 12);
        Assert.Equal(0, GoldReward.Of(item, ClassLabels.Abstained, GoldUse.Votes));
    }

    [Fact]
    public void The_posterior_counts_where_it_is_asked_for_or_nobody_voted()
    {
        Assert.Equal(0.6, GoldReward.Of(Item([new(1, 1, null)]), 0, GoldUse.Posterior), 12);
        Assert.Equal(0.6, GoldReward.Of(Item(null), 0, GoldUse.Votes), 12);
        Assert.Equal(0.6, GoldReward.Of(Item(null), 0, GoldUse.NoiseCorrected), 12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_careless_raters_word_is_right_on_average(int truth)
    {
        for (int verdict = 0; verdict < 2; verdict++)
        {
            double mean = Enumerable
                .Range(0, 2)
                .Sum(said =>
                    Careless[truth][said] * GoldReward.Of(Item([new(said, 1, Careless)]), verdict, GoldUse.NoiseCorrected)
                );
            Assert.Equal(verdict == truth ? 1 : 0, mean, 12);
        }
    }

    [Fact]
    public void Raters_who_tell_nothing_give_no_reward()
    {
        Assert.True(
            double.IsNaN(
                GoldReward.Of(
                    Item([
                        new(
                            0,
                            1,
                            [
                                [0.5, 0.5],
                                [0.5, 0.5],
                            ]
                        ),
                    ]),
                    0,
                    GoldUse.NoiseCorrected
                )
            )
        );
        Assert.True(double.IsNaN(GoldReward.Of(Item([new(0, 0, null)]), 0, GoldUse.Votes)));
    }

    [Fact]
    public void A_pair_shown_in_the_other_order_carries_its_votes_along()
    {
        var task = BuiltInTasks.All["pairwise-preference"];
        var pair = new TrainingCase("p", task, [null!, null!], null, [0.8, 0.2], null, "p", [new(0, 0.5, Careless)]);
        var swapped = pair.Swapped().Votes![0];
        Assert.Equal((1, 0.5), (swapped.Label, swapped.Weight));
        Assert.Equal(
            [
                [0.7, 0.3],
                [0.1, 0.9],
            ],
            swapped.Confusion!
        );
        for (int verdict = 0; verdict < 2; verdict++)
        {
            Assert.Equal(
                GoldReward.Of(pair, verdict, GoldUse.NoiseCorrected),
                GoldReward.Of(pair.Swapped(), 1 - verdict, GoldUse.NoiseCorrected),
                12
            );
        }
    }

    private static TrainingCase Item(IReadOnlyList<RaterVote>? votes) =>
        new("i", BuiltInTasks.All[BuiltInTasks.Technical], [], null, [0.6, 0.4], null, "technical", votes);
}
