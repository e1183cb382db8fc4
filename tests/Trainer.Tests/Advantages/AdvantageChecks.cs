using JudgeCore.Tests.Reference;
using Trainer.Advantages;
using Trainer.Losses;

namespace Trainer.Tests.Advantages;

/// <summary>Recorded cases of rewards, advantages and completion masks.</summary>
internal static class AdvantageChecks
{
    private const double Tolerance = 2e-5;
    private const double MetricTolerance = 1e-5;

    public static void GroupRelative(ReferenceCase recorded)
    {
        var options = new AdvantageOptions
        {
            Aggregation = recorded.Text("aggregation") switch
            {
                "sum_then_normalize" => RewardAggregation.SumThenNormalize,
                "normalize_then_sum" => RewardAggregation.NormalizeThenSum,
                var other => throw new FormatException($"{recorded.Where}: unknown aggregation '{other}'"),
            },
            Scaling = recorded.Text("scale_rewards") switch
            {
                "group" => RewardScaling.Group,
                "batch" => RewardScaling.Batch,
                "none" => RewardScaling.None,
                var other => throw new FormatException($"{recorded.Where}: unknown scaling '{other}'"),
            },
        };
        var result = AdvantageEstimator.Estimate(Table(recorded), options);
        recorded.Expect("advantages", result.Advantages, Tolerance);
        Metrics(recorded, result.Metrics);
    }

    public static void LeaveOneOutCase(ReferenceCase recorded)
    {
        var beta = recorded.Number("beta");
        var metrics = new Dictionary<string, double>();
        double[]? penalties = null;
        if (recorded.Has("old_per_token_logps"))
        {
            var mask = recorded.Rows("completion_mask").Select(row => row.Select(m => m == 1).ToArray()).ToArray();
            var old = recorded.Rows("old_per_token_logps");
            var ratios = LeaveOneOut.LogRatios(old, recorded.Rows("ref_per_token_logps"), mask);
            penalties = [.. ratios.Select(r => beta * r)];
            recorded.Expect("old_logps_sum", old.Select((row, i) => row.Where((_, t) => mask[i][t]).Sum()), MetricTolerance);
            var completions = CompletionMask.Of(recorded.Integers("completion_lengths"), Ended(recorded), maskTruncated: false);
            if (recorded.Object("metrics").Has("completions/mean_length"))
            {
                foreach (var (name, value) in completions.Metrics)
                    metrics[name] = value;
            }
            metrics["kl"] = ratios.Sum() / completions.Tokens;
        }
        var clip = recorded.Has("reward_clip_range") ? recorded.Numbers("reward_clip_range") : null;
        var options = new AdvantageOptions
        {
            Baseline = AdvantageBaseline.LeaveOneOut,
            NormalizeLeaveOneOut = recorded.Flag("normalize_advantages"),
            RewardMinimum = clip?[0],
            RewardMaximum = clip?[1],
        };
        var result = AdvantageEstimator.Estimate(Table(recorded), options, penalties);
        recorded.Expect("advantages", result.Advantages, Tolerance);
        foreach (var (name, value) in result.Metrics)
            metrics[name] = value;
        if (recorded.Has("metrics"))
            Metrics(recorded, metrics);
    }

    public static void Truncation(ReferenceCase recorded)
    {
        var ended = recorded.Field("ends_with_eos").EnumerateArray().Select(e => e.GetBoolean()).ToArray();
        var result = CompletionMask.Of(
            recorded.Integers("completion_lengths"),
            ended,
            recorded.Flag("mask_truncated_completions")
        );
        recorded.Expect("completion_mask", result.Mask.Select(row => row.Select(m => m ? 1.0 : 0.0)), 0);
        recorded.Expect("num_items_in_batch", result.Tokens, 0);
        var rewards = recorded.Rows("rewards_per_func");
        var table = new RewardTable
        {
            Functions = [.. rewards[0].Select((_, k) => $"f{k}")],
            Weights = [.. rewards[0].Select(_ => 1.0)],
            Rewards = rewards,
            GroupSize = recorded.Integer("num_generations"),
        };
        recorded.Expect("advantages", AdvantageEstimator.Estimate(table, new()).Advantages, Tolerance);
        Metrics(recorded, result.Metrics);
    }

    public static void Decoupled(ReferenceCase recorded, double tolerance)
    {
        var weights = recorded.Numbers("weights");
        var table = new RewardTable
        {
            Functions = [.. weights.Select((_, k) => $"f{k}")],
            Weights = weights,
            Rewards = recorded.Rows("rewards"),
            GroupSize = recorded.Integer("num_generations"),
        };
        var result = AdvantageEstimator.Estimate(table, new() { Aggregation = RewardAggregation.NormalizeThenSum });
        recorded.Expect("normalised_per_reward", result.Normalised!, tolerance);
        recorded.Expect("advantages", result.Advantages, tolerance);
        recorded.Expect("frac_reward_zero_std", result.Metrics["frac_reward_zero_std"], tolerance);
    }

    // Which completions were cut off is not recorded with these cases: any choice that fits the recorded lengths will do.
    private static bool[] Ended(ReferenceCase recorded)
    {
        var lengths = recorded.Integers("completion_lengths");
        var metrics = recorded.Object("metrics");
        if (!metrics.Has("completions/clipped_ratio"))
            return [.. lengths.Select(_ => true)];
        var (least, most) = (
            metrics.Number("completions/min_terminated_length"),
            metrics.Number("completions/max_terminated_length")
        );
        var cut = (int)Math.Round(metrics.Number("completions/clipped_ratio") * lengths.Length);
        var sum = metrics.Number("completions/mean_terminated_length") * (lengths.Length - cut);
        foreach (var dropped in Choices(lengths.Length, cut, 0))
        {
            var rest = lengths.Where((_, i) => !dropped.Contains(i)).DefaultIfEmpty(0).ToArray();
            if (Math.Abs(rest.Sum() - sum) < 1e-3 && rest.Min() == least && rest.Max() == most)
                return [.. lengths.Select((_, i) => !dropped.Contains(i))];
        }
        throw new FormatException($"{recorded.Where}: no set of cut completions fits the recorded lengths");
    }

    private static IEnumerable<List<int>> Choices(int count, int size, int from)
    {
        if (size == 0)
            yield return [];
        for (var first = from; size > 0 && first < count; first++)
        {
            foreach (var rest in Choices(count, size - 1, first + 1))
                yield return [first, .. rest];
        }
    }

    private static RewardTable Table(ReferenceCase recorded)
    {
        var weights = recorded.Numbers("reward_weights");
        var groupSize = recorded.Integer("num_generations");
        var groups = recorded.Integers("group_ids");
        Assert.Equal(groups.Select((_, i) => i / groupSize), groups.Select(g => g - groups[0]));
        return new()
        {
            Functions = [.. weights.Select((_, k) => $"f{k}")],
            Weights = weights,
            Rewards = recorded.Rows("rewards_per_func"),
            GroupSize = groupSize,
        };
    }

    private static void Metrics(ReferenceCase recorded, IReadOnlyDictionary<string, double> actual)
    {
        var metrics = recorded.Object("metrics");
        foreach (var (name, value) in actual)
            metrics.Expect(name, value, MetricTolerance);
        metrics.Finish();
    }
}
