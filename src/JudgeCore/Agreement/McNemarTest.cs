namespace JudgeCore.Agreement;

/// <summary>McNemar's test: whether two judges that saw the same items differ in accuracy. Only items where exactly one is right count.</summary>
/// <param name="ExactP">Two-sided exact binomial p-value.</param>
/// <param name="MidP">The same with the observed table counted half: less conservative (Fagerland et al. 2013).</param>
public sealed record McNemarTest(double ExactP, double MidP)
{
    /// <param name="onlyFirstRight">b: items that only the first judge had right.</param>
    /// <param name="onlySecondRight">c: items that only the second had right.</param>
    public static McNemarTest Of(int onlyFirstRight, int onlySecondRight)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlyFirstRight);
        ArgumentOutOfRangeException.ThrowIfNegative(onlySecondRight);
        var n = onlyFirstRight + onlySecondRight;
        var k = Math.Min(onlyFirstRight, onlySecondRight);
        var point = HalfBinomial(k, n);
        // CDF by recurrence downwards: pmf(i-1) = pmf(i) * i / (n-i+1).
        double cdf = 0;
        var term = point;
        for (var i = k; i >= 0 && term > 0; i--)
        {
            cdf += term;
            term *= i / (n - i + 1.0);
        }
        return new(Math.Min(1, 2 * cdf), n == 0 ? 1 : 2 * cdf - point);
    }

    /// <summary>C(n,k)/2^n as a product that is rescaled before it overflows.</summary>
    private static double HalfBinomial(int k, int n)
    {
        double product = 1;
        var halvings = n;
        for (var i = 1; i <= k; i++)
        {
            product *= (n - k + i) / (double)i;
            while (product > 1 && halvings > 0)
            {
                product /= 2;
                halvings--;
            }
        }
        return Math.ScaleB(product, -halvings);
    }
}
