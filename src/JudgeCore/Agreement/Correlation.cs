namespace JudgeCore.Agreement;

/// <summary>How two lists of scores go together.</summary>
/// <param name="Pairs">Pairs of which neither side is missing.</param>
/// <param name="Spearman">Pearson's coefficient of the average ranks (SRCC).</param>
/// <param name="Pearson">Linear correlation (PLCC).</param>
/// <param name="KendallTauB">Rank correlation corrected for ties on both sides.</param>
public sealed record Correlation(int Pairs, double Spearman, double Pearson, double KendallTauB)
{
    /// <summary>All three coefficients; NaN with fewer than two pairs or a constant side.</summary>
    /// <param name="x">Scores; NaN where missing.</param>
    /// <param name="y">Scores of the same items; NaN where missing.</param>
    public static Correlation Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.Length != y.Length)
            throw new ArgumentException($"There are {x.Length} scores on one side but {y.Length} on the other.");
        var left = new List<double>(x.Length);
        var right = new List<double>(x.Length);
        for (var i = 0; i < x.Length; i++)
        {
            if (double.IsNaN(x[i]) || double.IsNaN(y[i]))
                continue;
            left.Add(x[i]);
            right.Add(y[i]);
        }
        double[] a = [.. left];
        double[] b = [.. right];
        return new(a.Length, PearsonOf(Ranks.Average(a), Ranks.Average(b)), PearsonOf(a, b), KendallTau.B(a, b));
    }

    /// <summary>Pearson's coefficient of complete pairs; NaN with fewer than two or a constant side.</summary>
    internal static double PearsonOf(double[] x, double[] y)
    {
        if (x.Length < 2 || IsConstant(x) || IsConstant(y))
            return double.NaN;
        var meanX = x.Average();
        var meanY = y.Average();
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            xx += (x[i] - meanX) * (x[i] - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
            xy += (x[i] - meanX) * (y[i] - meanY);
        }
        // Two roots: the product of the two sums may underflow.
        return Math.Clamp(xy / Math.Sqrt(xx) / Math.Sqrt(yy), -1, 1);
    }

    private static bool IsConstant(double[] values) => Array.TrueForAll(values, v => v == values[0]);
}
