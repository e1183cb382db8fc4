using JudgeCore.Agreement;
using JudgeCore.Tests.Reference;

namespace JudgeCore.Tests.Agreement;

public sealed class StandardNormalTests
{
    // Values of the NIST handbook and of arbitrary-precision arithmetic.
    [Theory]
    [InlineData(0.975, 1.959963984540054)]
    [InlineData(0.95, 1.6448536269514722)]
    [InlineData(0.995, 2.5758293035489004)]
    [InlineData(0.9995, 3.2905267314918945)]
    [InlineData(0.5, 0)]
    [InlineData(0.025, -1.959963984540054)]
    [InlineData(1e-10, -6.361340902404056)]
    public void Quantiles_are_good_to_ten_digits(double p, double z) =>
        Close.Require(z, StandardNormal.Quantile(p), 1e-10, $"z({p})");

    [Theory]
    [InlineData(-10, 7.619853024160527e-24)]
    [InlineData(-20, 2.7536241186062337e-89)]
    [InlineData(-1.96, 0.024997895148220435)]
    [InlineData(0, 0.5)]
    public void Probabilities_hold_in_the_tail(double z, double p) =>
        Close.Require(1, StandardNormal.Cdf(z) / p, 1e-12, $"Phi({z})");

    [Fact]
    public void Every_probability_has_a_quantile_and_back()
    {
        for (var p = 0.001; p < 1; p += 0.001)
            Close.Require(p, StandardNormal.Cdf(StandardNormal.Quantile(p)), 1e-12, $"Phi(z({p}))");
        Assert.Equal(double.PositiveInfinity, StandardNormal.Quantile(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => StandardNormal.Quantile(1.5));
    }
}
