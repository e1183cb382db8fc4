using JudgeCore.Agreement;
using Trainer.Advantages;

namespace Trainer.Rewards;

/// <summary>How probable it is that a sampled score beats another item's scores.</summary>
internal sealed class ThurstonePreferences
{
    private readonly IReadOnlyList<double[]> predictions;
    private readonly double floor;

    /// <param name="predictions">[item][sample], NaN where missing.</param>
    /// <param name="varianceFloor">Added to the sum of two variances.</param>
    public ThurstonePreferences(IReadOnlyList<double[]> predictions, double varianceFloor)
    {
        this.predictions = predictions;
        floor = varianceFloor;
        var spreads = predictions.Select(samples => Spread.Of(samples)).ToArray();
        Means = [.. spreads.Select(s => s.Mean)];
        // One sample has no spread of its own.
        Variances = [.. spreads.Select(s => s.Count == 1 ? 0 : s.Deviation * s.Deviation)];
    }

    /// <summary>[item] mean score; NaN where all are missing.</summary>
    public IReadOnlyList<double> Means { get; }

    /// <summary>[item] unbiased variance of the scores.</summary>
    public IReadOnlyList<double> Variances { get; }

    /// <summary>P(sample k of item beats the other item): Phi((q - mu) / sqrt(var + var + g)).</summary>
    public double Of(int item, int sample, int other) =>
        StandardNormal.Cdf((predictions[item][sample] - Means[other]) / Math.Sqrt(Variances[item] + Variances[other] + floor));
}
