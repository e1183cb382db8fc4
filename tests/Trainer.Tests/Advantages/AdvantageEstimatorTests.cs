using Trainer.Advantages;

namespace Trainer.Tests.Advantages;

/// <summary>Behaviour of advantages beyond the recorded cases.</summary>
public sealed class AdvantageEstimatorTests
{
    [Fact]
    public void Scaling_by_task_lets_a_task_with_small_rewards_count_as_much()
    {
        // The second task pays a hundredth of the first.
        var table = Table([1, 0, 1, 1, 0.01, 0, 0.01, 0.01], groupSize: 4) with
        {
            Tasks = [0, 0, 0, 0, 1, 1, 1, 1],
        };
        var byTask = AdvantageEstimator.Estimate(table, new() { Scaling = RewardScaling.Task, Epsilon = 1e-12 }).Advantages;
        for (var i = 0; i < 4; i++)
            Assert.Equal(byTask[i], byTask[i + 4], 6);
        var byBatch = AdvantageEstimator.Estimate(table, new() { Scaling = RewardScaling.Batch }).Advantages;
        Assert.True(Math.Abs(byBatch[5]) < Math.Abs(byBatch[1]) / 50);
        Assert.Throws<ArgumentException>(() =>
            AdvantageEstimator.Estimate(table with { Tasks = null }, new() { Scaling = RewardScaling.Task })
        );
    }

    [Fact]
    public void Groups_without_signal_are_told()
    {
        var result = AdvantageEstimator.Estimate(Table([1, 1, 0, 1, 0, 0], groupSize: 2), new());
        Assert.Equal([false, true, false], result.GroupHasSignal);
        Assert.Equal(2 / 3.0, result.Metrics["frac_reward_zero_std"], 12);
    }

    [Fact]
    public void Every_kind_of_advantage_is_zero_on_average_within_its_group()
    {
        double[] rewards = [0.2, 0.9, 0.4, 0.6, 0.1, 0.3];
        foreach (var scaling in new[] { RewardScaling.Group, RewardScaling.Batch, RewardScaling.None })
        {
            var advantages = AdvantageEstimator.Estimate(Table(rewards, groupSize: 3), new() { Scaling = scaling }).Advantages;
            Assert.All(advantages.Chunk(3), group => Assert.Equal(0, group.Sum(), 12));
        }
    }

    [Fact]
    public void Leave_one_out_is_the_group_mean_baseline_stretched()
    {
        double[] rewards = [0.2, 0.9, 0.4, 0.7];
        var loo = AdvantageEstimator.Estimate(Table(rewards, 4), new() { Baseline = AdvantageBaseline.LeaveOneOut }).Advantages;
        var mean = AdvantageEstimator.Estimate(Table(rewards, 4), new() { Scaling = RewardScaling.None }).Advantages;
        for (var i = 0; i < 4; i++)
            Assert.Equal(mean[i] * 4 / 3, loo[i], 12);
    }

    [Fact]
    public void A_group_of_one_learns_nothing()
    {
        foreach (var baseline in Enum.GetValues<AdvantageBaseline>())
            Assert.Equal([0, 0], AdvantageEstimator.Estimate(Table([0.3, 0.8], 1), new() { Baseline = baseline }).Advantages);
    }

    [Fact]
    public void Metrics_by_task_name_the_task()
    {
        var table = Table([1, 0, 0.5, 0.5], groupSize: 2) with { Tasks = [0, 0, 1, 1] };
        var metrics = RewardMetrics.ByTask(table, ["safety", "alignment"]);
        Assert.Equal(0.5, metrics["rewards/right/safety/mean"]);
        Assert.Equal(0, metrics["frac_reward_zero_std/safety"]);
        Assert.Equal(1, metrics["frac_reward_zero_std/alignment"]);
        Assert.Equal(0.5, metrics["reward/alignment"]);
    }

    [Fact]
    public void What_cannot_be_is_refused_with_the_completion_named()
    {
        var infinite = Assert.Throws<ArgumentException>(() =>
            AdvantageEstimator.Estimate(Table([1, double.PositiveInfinity], 2), new())
        );
        Assert.Contains("reward right of completion 1 is infinite", infinite.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => AdvantageEstimator.Estimate(Table([1, 0, 1], 2), new()));
        Assert.Throws<ArgumentException>(() => AdvantageEstimator.Estimate(Table([1, 0], 2), new(), penalties: [0, 0]));
        Assert.Throws<ArgumentException>(() => AdvantageEstimator.Estimate(Table([1, 0], 2) with { Weights = [1, 2] }, new()));
    }

    private static RewardTable Table(double[] rewards, int groupSize) =>
        new()
        {
            Functions = ["right"],
            Weights = [1],
            Rewards = [.. rewards.Select(r => new[] { r })],
            GroupSize = groupSize,
        };
}
