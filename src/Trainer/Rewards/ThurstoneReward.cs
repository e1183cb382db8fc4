using JudgeCore.Agreement;

namespace Trainer.Rewards;

/// <summary>Rewards of scores by how they rank items as people do (VisualQuality-R1, arXiv 2505.14460): each sampled score is compared with
/// the other items' score distributions under Thurstone's model, and the fidelity to the human preference is averaged.</summary>
internal static class ThurstoneReward
{
    /// <summary>Added to the two variances, so that items without spread compare as steps.</summary>
    public const double VarianceFloor = 1e-6;

    /// <param name="predictions">[item][sample] the judge's sampled scores; NaN where a sample has none. Items are of one task.</param>
    /// <param name="human">[item] people's scores.</param>
    /// <param name="varianceFloor">Added under the root.</param>
    /// <param name="rootEpsilon">Added inside each root: 0 keeps rewards within 0 and 1; the published code has 1e-6 for its gradient.</param>
    /// <returns>[item][sample]; 0 for a sample without score, NaN (does not apply) where no other item has any.</returns>
    public static double[][] Of(
        IReadOnlyList<double[]> predictions,
        IReadOnlyList<double> human,
        double varianceFloor = VarianceFloor,
        double rootEpsilon = 0
    )
    {
        if (predictions.Count != human.Count)
            throw new ArgumentException($"There are predictions of {predictions.Count} items but {human.Count} human scores.");
        var preferences = Preferences(predictions, varianceFloor);
        var rewards = new double[predictions.Count][];
        for (var i = 0; i < rewards.Length; i++)
        {
            rewards[i] = new double[predictions[i].Length];
            for (var k = 0; k < rewards[i].Length; k++)
            {
                double sum = 0;
                var others = 0;
                for (var j = 0; j < rewards.Length; j++)
                {
                    if (j == i || double.IsNaN(preferences.Means[j]))
                        continue;
                    var wanted =
                        human[i] > human[j] ? 1
                        : human[i] < human[j] ? 0
                        : 0.5;
                    var given = preferences.Of(i, k, j);
                    sum += Math.Sqrt(wanted * given + rootEpsilon) + Math.Sqrt((1 - wanted) * (1 - given) + rootEpsilon);
                    others++;
                }
                rewards[i][k] = double.IsNaN(predictions[i][k]) ? 0 : sum / others;
            }
        }
        return rewards;
    }

    /// <summary>The distributions behind the rewards: what <see cref="Of"/> compares samples with.</summary>
    public static ThurstonePreferences Preferences(IReadOnlyList<double[]> predictions, double varianceFloor = VarianceFloor) =>
        new(predictions, varianceFloor);
}
