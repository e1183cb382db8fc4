namespace Trainer.Advantages;

/// <summary>What is logged about a batch's rewards, under TRL's names.</summary>
internal static class RewardMetrics
{
    /// <param name="table">The rewards.</param>
    /// <param name="spreads">[episode] the spread that says whether it learns anything.</param>
    public static IReadOnlyDictionary<string, double> Of(RewardTable table, IReadOnlyList<Spread> spreads)
    {
        var metrics = new Dictionary<string, double>();
        for (var k = 0; k < table.Functions.Count; k++)
        {
            var spread = Spread.Of(table.Rewards.Select(row => row[k]));
            metrics[$"rewards/{table.Functions[k]}/mean"] = spread.Mean;
            metrics[$"rewards/{table.Functions[k]}/std"] = spread.Deviation;
        }
        var reward = Spread.Of(table.WeightedSums());
        metrics["reward"] = reward.Mean;
        metrics["reward_std"] = reward.Deviation;
        metrics["frac_reward_zero_std"] = FractionFlat(spreads);
        return metrics;
    }

    /// <summary>The same a task: rewards/NAME/TASK/mean, reward/TASK, frac_reward_zero_std/TASK.</summary>
    /// <param name="table">The rewards, with tasks.</param>
    /// <param name="taskNames">Names by task index.</param>
    public static IReadOnlyDictionary<string, double> ByTask(RewardTable table, IReadOnlyList<string> taskNames)
    {
        var tasks = table.Tasks ?? throw new ArgumentException("Metrics by task need the completions' tasks.", nameof(table));
        var sums = table.WeightedSums();
        var spreads = AdvantageEstimator.GroupSpreads(sums, table.GroupSize);
        var metrics = new Dictionary<string, double>();
        foreach (var rows in Enumerable.Range(0, tasks.Count).GroupBy(i => tasks[i]))
        {
            var name = taskNames[rows.Key];
            for (var k = 0; k < table.Functions.Count; k++)
                metrics[$"rewards/{table.Functions[k]}/{name}/mean"] = Spread.Of(rows.Select(i => table.Rewards[i][k])).Mean;
            metrics[$"reward/{name}"] = Spread.Of(rows.Select(i => sums[i])).Mean;
            metrics[$"frac_reward_zero_std/{name}"] = FractionFlat([.. rows.Select(i => spreads[i])]);
        }
        return metrics;
    }

    private static double FractionFlat(IReadOnlyList<Spread> spreads) =>
        spreads.Count == 0 ? double.NaN : (double)spreads.Count(s => s.IsFlat) / spreads.Count;
}
