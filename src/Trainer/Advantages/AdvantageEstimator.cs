namespace Trainer.Advantages;

/// <summary>Group-relative advantages (GRPO, arXiv 2402.03300; GDPO, arXiv 2601.05242; RLOO, arXiv 2402.14740), with TRL's numbers.</summary>
internal static class AdvantageEstimator
{
    /// <param name="table">The rewards.</param>
    /// <param name="options">How they become advantages.</param>
    /// <param name="penalties">Leave-one-out: [episode] what is subtracted from each weighted reward, beta times the summed log-ratio of
    /// the sampling policy to the reference; null for none.</param>
    public static AdvantageResult Estimate(RewardTable table, AdvantageOptions options, IReadOnlyList<double>? penalties = null)
    {
        table.Validate();
        if (penalties is not null && options.Baseline != AdvantageBaseline.LeaveOneOut)
            throw new ArgumentException("A penalty within the reward belongs to the leave-one-out baseline.", nameof(penalties));
        var (advantages, spreads, normalised) = (options.Baseline, options.Aggregation) switch
        {
            (AdvantageBaseline.LeaveOneOut, _) => LeaveOneOut.Estimate(table, options, penalties),
            (_, RewardAggregation.SumThenNormalize) => SumThenNormalize(table, options),
            (_, RewardAggregation.NormalizeThenSum) => NormalizeThenSum(table, options),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options, "Unknown reward aggregation."),
        };
        for (var i = 0; i < advantages.Length; i++)
            advantages[i] = double.IsNaN(advantages[i]) ? 0 : advantages[i];
        var signal = advantages.Chunk(table.GroupSize).Select(group => group.Any(a => a != 0)).ToArray();
        return new(advantages, signal, RewardMetrics.Of(table, spreads), normalised);
    }

    private static (double[] Advantages, Spread[] Spreads, IReadOnlyList<double[]>? Normalised) SumThenNormalize(
        RewardTable table,
        AdvantageOptions options
    )
    {
        var rewards = table.WeightedSums();
        var groups = GroupSpreads(rewards, table.GroupSize);
        var scales = options.Scaling switch
        {
            RewardScaling.Group or RewardScaling.None => groups,
            RewardScaling.Batch => Everywhere(Whole(rewards), rewards.Length),
            RewardScaling.Task => TaskSpreads(rewards, table.Tasks),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Scaling, "Unknown reward scaling."),
        };
        var advantages = new double[rewards.Length];
        for (var i = 0; i < rewards.Length; i++)
        {
            var centred = rewards[i] - groups[i].Mean;
            advantages[i] = options.Scaling == RewardScaling.None ? centred : centred / (scales[i].Deviation + options.Epsilon);
        }
        return (advantages, scales, null);
    }

    private static (double[] Advantages, Spread[] Spreads, IReadOnlyList<double[]>? Normalised) NormalizeThenSum(
        RewardTable table,
        AdvantageOptions options
    )
    {
        var rows = table.Rewards.Select(_ => new double[table.Functions.Count]).ToArray();
        for (var k = 0; k < table.Functions.Count; k++)
        {
            var column = table.Rewards.Select(row => row[k]).ToArray();
            var groups = GroupSpreads(column, table.GroupSize);
            for (var i = 0; i < column.Length; i++)
                rows[i][k] = (column[i] - groups[i].Mean) / (groups[i].Deviation + options.Epsilon);
        }
        // A scorable row whose normalised rewards are all undefined counts 0; an unscorable one does not count.
        var sums = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var sum = RewardTable.WeightedSum(rows[i], table.Weights);
            sums[i] =
                table.Rewards[i].All(double.IsNaN) ? double.NaN
                : double.IsNaN(sum) ? 0
                : sum;
        }
        var batch = Whole(sums);
        return (
            [.. sums.Select(s => (s - batch.Mean) / (batch.Deviation + options.Epsilon))],
            Everywhere(batch, sums.Length),
            rows
        );
    }

    /// <summary>[episode] the spread of its group. A group of one has none to speak of: 0.</summary>
    internal static Spread[] GroupSpreads(double[] rewards, int groupSize) =>
        [
            .. rewards
                .Chunk(groupSize)
                .Select(group => groupSize == 1 ? Spread.Of(group) with { Deviation = 0 } : Spread.Of(group))
                .SelectMany(spread => Enumerable.Repeat(spread, groupSize)),
        ];

    private static Spread Whole(double[] rewards) =>
        rewards.Length == 1 ? Spread.Of(rewards) with { Deviation = 0 } : Spread.Of(rewards);

    private static Spread[] Everywhere(Spread spread, int count) => [.. Enumerable.Repeat(spread, count)];

    private static Spread[] TaskSpreads(double[] rewards, IReadOnlyList<int>? tasks)
    {
        if (tasks is null)
            throw new ArgumentException("Scaling by task needs the completions' tasks.", nameof(tasks));
        var byTask = rewards.Select((reward, i) => (reward, task: tasks[i])).ToLookup(r => r.task, r => r.reward);
        var spreads = byTask.ToDictionary(g => g.Key, g => Spread.Of(g));
        return [.. tasks.Select(task => spreads[task])];
    }
}
