namespace JudgeCore.Agreement;

/// <summary>Wilson's score interval (1927) of a share: sound for few items and for shares near 0 and 1.</summary>
public static class WilsonInterval
{
    /// <param name="successes">0 to n.</param>
    /// <param name="n">Items.</param>
    /// <param name="alpha">Share of intervals that may miss the truth, 0.05 for a 95 % interval.</param>
    /// <returns>Undefined (NaN) where n is 0.</returns>
    public static Interval Of(int successes, int n, double alpha = 0.05)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, n);
        if (n == 0)
            return Interval.Undefined;
        var z = StandardNormal.Quantile(1 - alpha / 2);
        var share = (double)successes / n;
        var shrink = 1 + z * z / n;
        var centre = (share + z * z / (2.0 * n)) / shrink;
        var half = z / shrink * Math.Sqrt(share * (1 - share) / n + z * z / (4.0 * n * n));
        return new(successes == 0 ? 0 : Math.Max(0, centre - half), successes == n ? 1 : Math.Min(1, centre + half));
    }
}
