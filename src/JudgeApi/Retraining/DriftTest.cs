// Whether a mean fell: the difference of two independent means with its normal interval. Agreement of single judgments lies between 0 and 1, and samples
// have at least some dozen items, where the normal approximation is good enough for a trigger (the gate decides with a bootstrap).
using JudgeCore.Agreement;

namespace JudgeApi.Retraining;

/// <summary>People agree with the judge less than they did, beyond doubt and by more than a margin.</summary>
internal static class DriftTest
{
    /// <param name="earlier">Agreement of earlier judgments, each 0 to 1.</param>
    /// <param name="recent">Of the newest ones.</param>
    /// <param name="margin">A fall that does not matter.</param>
    /// <param name="confidence">One-sided.</param>
    /// <returns>True: with this confidence the fall is larger than the margin.</returns>
    public static bool HasFallen(IReadOnlyList<double> earlier, IReadOnlyList<double> recent, double margin, double confidence)
    {
        if (earlier.Count < 2 || recent.Count < 2)
        {
            return false;
        }

        var (before, spreadBefore) = Moments(earlier);
        var (now, spreadNow) = Moments(recent);
        double error = Math.Sqrt((spreadBefore / earlier.Count) + (spreadNow / recent.Count));
        return now - before + (StandardNormal.Quantile(confidence) * error) < -margin;
    }

    private static (double Mean, double Variance) Moments(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        return (mean, values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1));
    }
}
