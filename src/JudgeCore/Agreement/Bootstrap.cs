namespace JudgeCore.Agreement;

/// <summary>Percentile bootstrap interval (Efron 1979) of any statistic of a list of items.</summary>
public static class Bootstrap
{
    /// <param name="items">How many items there are.</param>
    /// <param name="statistic">Computes the statistic from item indices (with repetitions); may return NaN where it is undefined.</param>
    /// <param name="seed">Makes the interval reproducible.</param>
    /// <param name="rounds">Resamples.</param>
    /// <param name="level">Share that the interval holds.</param>
    /// <returns>The central interval of the defined resamples; undefined where there are none.</returns>
    public static Interval Of(int items, Func<int[], double> statistic, int seed, int rounds = 1000, double level = 0.95)
    {
        ArgumentNullException.ThrowIfNull(statistic);
        return items == 0
            ? Interval.Undefined
            : Percentile.Central(Resampling.Indices(items, rounds, seed).Select(statistic), level);
    }
}
