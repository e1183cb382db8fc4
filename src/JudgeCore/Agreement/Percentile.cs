namespace JudgeCore.Agreement;

/// <summary>Quantiles by linear interpolation at position (n-1)*q, as numpy.percentile does.</summary>
internal static class Percentile
{
    /// <param name="sorted">Values in ascending order, without NaN.</param>
    /// <param name="quantile">0 to 1.</param>
    /// <returns>NaN where there is no value.</returns>
    public static double OfSorted(ReadOnlySpan<double> sorted, double quantile)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(quantile);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quantile, 1);
        if (sorted.IsEmpty)
            return double.NaN;
        var position = (sorted.Length - 1) * quantile;
        var below = (int)Math.Floor(position);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    /// <summary>The central interval that holds the share <paramref name="level"/> of the defined (non-NaN) values.</summary>
    public static Interval Central(IEnumerable<double> values, double level)
    {
        var sorted = values.Where(v => !double.IsNaN(v)).ToArray();
        Array.Sort(sorted);
        var tail = (1 - level) / 2;
        return new(OfSorted(sorted, tail), OfSorted(sorted, 1 - tail));
    }
}
