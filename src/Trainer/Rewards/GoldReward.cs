using JudgeCore.Tasks;
using Trainer.Policies;

namespace Trainer.Rewards;

/// <summary>How right a verdict is against what people said of an item.</summary>
internal static class GoldReward
{
    /// <param name="item">With its gold, and its raters' votes where the data has them.</param>
    /// <param name="verdict">Index of the judge's label, or <see cref="JudgeCore.Agreement.ClassLabels.Abstained"/>.</param>
    /// <param name="use">Which of these counts.</param>
    /// <returns>NaN (does not apply) where the item's raters tell nothing.</returns>
    public static double Of(TrainingCase item, int verdict, GoldUse use) =>
        item.Votes is { Count: > 0 } votes
            ? use switch
            {
                GoldUse.Votes => SoftReward.WeightedAgreement(
                    [.. votes.Select(vote => vote.Label)],
                    [.. votes.Select(vote => vote.Weight)],
                    verdict
                ),
                GoldUse.NoiseCorrected => Corrected(votes, verdict),
                _ => Expected(item, verdict),
            }
            : Expected(item, verdict);

    private static double Expected(TrainingCase item, int verdict) =>
        SoftReward.Expected(item.Gold, verdict, item.Task.Kind == TaskKind.Scale);

    private static double Corrected(IReadOnlyList<RaterVote> votes, int verdict)
    {
        var (sum, weights) = (0.0, 0.0);
        foreach (var vote in votes)
        {
            double reward = vote.Confusion is { } confusion
                ? SoftReward.NoiseCorrected(confusion, vote.Label, verdict)
                : LabelReward.Exact(verdict, vote.Label);
            if (!double.IsNaN(reward))
            {
                (sum, weights) = (sum + vote.Weight * reward, weights + vote.Weight);
            }
        }

        return weights > 0 ? sum / weights : double.NaN;
    }
}
