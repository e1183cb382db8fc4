namespace JudgeCore.Agreement;

/// <summary>Split conformal prediction (LAC, Sadinle et al. 2019): sets of labels that miss the truth at most at the rate alpha.</summary>
/// <param name="Rank">k: the threshold is the k-th smallest score.</param>
/// <param name="Value">Largest score 1 - p that is still accepted; infinite where there are too few items to promise alpha.</param>
public sealed record ConformalThreshold(int Rank, double Value)
{
    // (n+1)(1-alpha) may be a whole number plus a rounding error, which must not add one to the rank.
    private const double RoundingError = 1e-9;

    /// <param name="scores">1 - probability of the true label, one an item.</param>
    /// <param name="alpha">Share of new items whose set may miss the truth.</param>
    public static ConformalThreshold Of(ReadOnlySpan<double> scores, double alpha)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(alpha);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(alpha, 1);
        var sorted = scores.ToArray();
        Array.Sort(sorted);
        var rank = (int)Math.Ceiling((sorted.Length + 1) * (1 - alpha) - RoundingError);
        return new(
            rank,
            rank > sorted.Length ? double.PositiveInfinity
                : rank < 1 ? double.NegativeInfinity
                : sorted[rank - 1]
        );
    }

    /// <summary>Indices of the labels that cannot be ruled out; may be empty.</summary>
    public int[] Accepted(ReadOnlySpan<double> probabilities)
    {
        var labels = new List<int>();
        for (var c = 0; c < probabilities.Length; c++)
        {
            if (1 - probabilities[c] <= Value)
                labels.Add(c);
        }
        return [.. labels];
    }
}
