namespace JudgeBench;

/// <summary>Percentiles as values that were measured, never between two.</summary>
internal static class NearestRank
{
    /// <summary>The smallest value that at least this share of all does not exceed.</summary>
    /// <param name="sorted">Ascending, at least one.</param>
    /// <param name="share">Above 0, at most 1.</param>
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static double Of(IReadOnlyList<double> sorted, double share) =>
        sorted.Count > 0
            ? sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)]
            : throw new ArgumentException("no request was answered", nameof(sorted));
}
