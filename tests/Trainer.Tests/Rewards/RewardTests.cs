using JudgeCore.Agreement;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;
using Trainer.Rewards;

namespace Trainer.Tests.Rewards;

/// <summary>Behaviour of rewards beyond the recorded cases.</summary>
public sealed class RewardTests
{
    [Fact]
    public void On_a_scale_a_near_miss_is_worth_more_than_a_far_one()
    {
        Assert.Equal([1, 0.75, 0.5, 0.25, 0], Enumerable.Range(0, 5).Select(gold => LabelReward.Of(TaskKind.Scale, 5, 0, gold)));
        Assert.Equal(1 - 1 / 16.0, LabelReward.Ordinal(5, 2, 3, power: 2));
        Assert.Equal(0, LabelReward.Of(TaskKind.Labels, 5, 0, 1));
        Assert.Equal(1, LabelReward.Of(TaskKind.Labels, 5, 3, 3));
    }

    [Fact]
    public void No_verdict_earns_nothing()
    {
        Assert.Equal(0, LabelReward.Of(TaskKind.Scale, 5, ClassLabels.Abstained, 0));
        Assert.Equal(0, LabelReward.Exact(ClassLabels.Abstained, ClassLabels.Abstained));
        Assert.Equal(0, SoftReward.Expected([0.5, 0.5], ClassLabels.Abstained, ordinal: false));
        Assert.Equal(
            0,
            SoftReward.NoiseCorrected(
                [
                    [0.9, 0.1],
                    [0.2, 0.8],
                ],
                0,
                ClassLabels.Abstained
            )
        );
        Assert.Throws<ArgumentException>(() => LabelReward.Ordinal(3, 3, 0));
    }

    [Theory]
    [InlineData("yes", VerdictMode.Verdict, true, 1)]
    [InlineData(" no\n", VerdictMode.Verdict, true, 1)]
    [InlineData("yes!", VerdictMode.Verdict, true, 0)]
    [InlineData("yes", VerdictMode.Reasoned, true, 0)]
    [InlineData("<think>the sky is green</think>\nno", VerdictMode.Reasoned, true, 1)]
    [InlineData("<think>the sky is green</think>\nno", VerdictMode.Reasoned, false, 0)]
    [InlineData("<think> </think>no", VerdictMode.Reasoned, true, 0)]
    [InlineData("<think>a<think>b</think>no", VerdictMode.Reasoned, true, 0)]
    [InlineData("<think>a</think>no</think>yes", VerdictMode.Reasoned, true, 0)]
    [InlineData("well <think>a</think>no", VerdictMode.Reasoned, true, 0)]
    [InlineData("<think>never closed", VerdictMode.Reasoned, true, 0)]
    public void Form_is_the_modes_form_and_nothing_else(string completion, VerdictMode mode, bool ended, double reward) =>
        Assert.Equal(reward, FormatReward.Of(completion, ["yes", "no"], mode, ended));

    [Fact]
    public void A_preferred_position_earns_a_pairwise_judge_nothing()
    {
        // Always the image shown first: right in one order, wrong in the other.
        var swapped = PairReward.AgainstOtherOrder([PairChoice.A, PairChoice.A], [PairChoice.B, PairChoice.B], PairChoice.A);
        Assert.Equal([0, 0], swapped);
        var honest = PairReward.AgainstOtherOrder([PairChoice.A, PairChoice.B, null], [PairChoice.A, PairChoice.B], PairChoice.A);
        Assert.Equal([0.5, 0, 0], honest);
        Assert.Equal(0, PairReward.RightInBothOrders(new(ShownChoice.First, ShownChoice.First), PairChoice.A));
        Assert.Equal(1, PairReward.RightInBothOrders(new(ShownChoice.First, ShownChoice.Second), PairChoice.A));
    }

    [Fact]
    public void Uncertain_labels_pay_what_they_are_worth()
    {
        Assert.Equal(0.7, SoftReward.Expected([0.1, 0.7, 0.2], 1, ordinal: false), 12);
        // Distances 1, 0, 1 of 2.
        Assert.Equal(0.1 * 0.5 + 0.7 + 0.2 * 0.5, SoftReward.Expected([0.1, 0.7, 0.2], 1, ordinal: true), 12);
        Assert.Equal(0.75, SoftReward.WeightedAgreement([1, 0, 1], [0.6, 0.3, 0.3], 1), 12);
        Assert.True(double.IsNaN(SoftReward.WeightedAgreement([1, 0], [0, 0], 1)));
        Assert.Throws<ArgumentException>(() => SoftReward.WeightedAgreement([1], [-0.5], 1));
    }

    [Fact]
    public void A_noise_corrected_reward_is_on_average_the_true_one()
    {
        double[][] confusion =
        [
            [0.8, 0.2],
            [0.3, 0.7],
        ];
        for (var truth = 0; truth < 2; truth++)
        {
            for (var verdict = 0; verdict < 2; verdict++)
            {
                var mean = Enumerable
                    .Range(0, 2)
                    .Sum(seen => confusion[truth][seen] * SoftReward.NoiseCorrected(confusion, seen, verdict));
                Assert.Equal(verdict == truth ? 1 : 0, mean, 12);
            }
        }
        Assert.True(
            double.IsNaN(
                SoftReward.NoiseCorrected(
                    [
                        [0.5, 0.5],
                        [0.5, 0.5],
                    ],
                    0,
                    0
                )
            )
        );
    }

    [Fact]
    public void Ranking_as_people_do_is_rewarded_and_a_missing_score_is_not()
    {
        double[][] predictions =
        [
            [1, 1.2, double.NaN],
            [3, 3.1, 2.9],
            [5, 4.8, 5],
        ];
        var right = ThurstoneReward.Of(predictions, [1, 2, 3]);
        var wrong = ThurstoneReward.Of(predictions, [3, 2, 1]);
        Assert.True(right[0][0] > 0.99 && wrong[0][0] < 0.01);
        Assert.Equal(0, right[0][2]);
        Assert.True(
            double.IsNaN(
                ThurstoneReward.Of(
                    [
                        [1, 2],
                    ],
                    [3]
                )[0][0]
            )
        );
    }
}
