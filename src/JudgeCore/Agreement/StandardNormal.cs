using MathNet.Numerics;

namespace JudgeCore.Agreement;

/// <summary>The standard normal distribution, exact in the tails.</summary>
public static class StandardNormal
{
    /// <summary>P(Z &lt;= z). By erfc, so that -10 gives 7.6e-24 rather than 0.</summary>
    public static double Cdf(double z) => SpecialFunctions.Erfc(-z / Math.Sqrt(2)) / 2;

    /// <summary>The z with P(Z &lt;= z) = p, good to 1e-10; infinite at 0 and 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">p is not within 0 and 1.</exception>
    public static double Quantile(double p)
    {
        if (!(p >= 0 && p <= 1))
            throw new ArgumentOutOfRangeException(nameof(p), p, "p must lie within 0 and 1.");
        return -Math.Sqrt(2) * SpecialFunctions.ErfcInv(2 * p);
    }
}
