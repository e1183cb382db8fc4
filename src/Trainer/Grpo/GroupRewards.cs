using JudgeCore.Agreement;
using JudgeCore.Tasks;
using Trainer.Advantages;
using Trainer.Rewards;

namespace Trainer.Grpo;

/// <summary>Scores a rollout: accuracy by the task's kind, and form.</summary>
internal static class GroupRewards
{
    public const string Accuracy = "accuracy";
    public const string Format = "format";

    /// <param name="groups">[question][member]; a pair asked in both orders stands in two neighbouring groups.</param>
    /// <param name="options">Weights and kinds of reward.</param>
    public static RewardTable Of(IReadOnlyList<Episode[]> groups, GrpoOptions options)
    {
        double[][] accuracy = [.. groups.Select(group => Plain(group, options.Gold))];
        if (options.BothOrders)
        {
            AgainstOtherOrders(groups, accuracy);
        }

        if (options.ScaleReward == ScaleReward.Thurstone)
        {
            Rank(groups, accuracy);
        }

        return new RewardTable
        {
            Functions = [Accuracy, Format],
            Weights = [options.AccuracyWeight, options.FormatWeight],
            Rewards =
            [
                .. groups.SelectMany(
                    (group, g) => group.Select((member, i) => new[] { accuracy[g][i], member.WellFormed ? 1 : 0 })
                ),
            ],
            GroupSize = groups[0].Length,
            Tasks = [.. groups.SelectMany(group => group.Select(member => member.Question.Entry))],
        };
    }

    // [member] how right it is by what people said.
    private static double[] Plain(Episode[] group, GoldUse gold) =>
        [.. group.Select(member => GoldReward.Of(member.Question.Case, member.Verdict, gold))];

    private static void AgainstOtherOrders(IReadOnlyList<Episode[]> groups, double[][] accuracy)
    {
        for (int g = 0; g + 1 < groups.Count; g++)
        {
            if (
                groups[g][0].Question.Case.Task.Kind == TaskKind.Pairwise
                && groups[g + 1][0].Question.Case.Id == $"{groups[g][0].Question.Case.Id}/swapped"
            )
            {
                var (shown, swapped) = (accuracy[g], accuracy[g + 1]);
                accuracy[g] = PairReward.AgainstOtherOrder(shown, swapped);
                accuracy[g + 1] = PairReward.AgainstOtherOrder(swapped, shown);
                g++;
            }
        }
    }

    // Items of one task with one text-free question are ranked among each other.
    private static void Rank(IReadOnlyList<Episode[]> groups, double[][] accuracy)
    {
        var scales = Enumerable
            .Range(0, groups.Count)
            .Where(g => groups[g][0].Question.Case.Task.Kind == TaskKind.Scale)
            .GroupBy(g => groups[g][0].Question.Case.Task.Name);
        foreach (var task in scales)
        {
            int[] members = [.. task];
            var rewards = ThurstoneReward.Of(
                [
                    .. members.Select(g =>
                        groups[g].Select(m => m.Verdict == ClassLabels.Abstained ? double.NaN : m.Verdict).ToArray()
                    ),
                ],
                [.. members.Select(g => groups[g][0].Question.Case.Gold.Select((p, label) => p * label).Sum())]
            );
            for (int i = 0; i < members.Length; i++)
            {
                accuracy[members[i]] = rewards[i];
            }
        }
    }
}
