using JudgeCore.Agreement;
using JudgeCore.Tests.Reference;

namespace JudgeCore.Tests.Agreement;

/// <summary>Intervals and tests beyond the recorded cases.</summary>
public sealed class UncertaintyTests
{
    private static readonly int[] Truth = [0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0];
    private static readonly int[] Good = [0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 0, 0];
    private static readonly int[] Poor = [1, 1, 0, 0, 1, 1, 1, 0, 0, 0, 0, 1];

    [Fact]
    public void A_seed_repeats_a_bootstrap_and_another_does_not()
    {
        var first = PairedBootstrap.Of(Truth, Good, Poor, seed: 5);
        Assert.Equal(first.AccuracyDifferences, PairedBootstrap.Of(Truth, Good, Poor, seed: 5).AccuracyDifferences);
        Assert.NotEqual(first.AccuracyDifferences, PairedBootstrap.Of(Truth, Good, Poor, seed: 6).AccuracyDifferences);
        Assert.InRange(first.Accuracy, first.AccuracyInterval().Low, first.AccuracyInterval().High);
    }

    [Fact]
    public void An_abstention_counts_against_the_judge_that_abstains()
    {
        int[] silent = [.. Good.Select((label, i) => i < 3 ? ClassLabels.Abstained : label)];
        var result = PairedBootstrap.Of(Truth, Good, silent, seed: 1);
        Assert.Equal(0.25, result.Accuracy, 12);
        Assert.True(result.Kappa > 0);
    }

    [Fact]
    public void The_bootstrap_of_a_mean_is_as_wide_as_theory_says()
    {
        var values = Enumerable.Range(0, 400).Select(i => (double)(i % 2)).ToArray();
        var interval = Bootstrap.Of(values.Length, sample => sample.Average(i => values[i]), seed: 3, rounds: 2000);
        // 1.96 * sqrt(0.25 / 400) = 0.049
        Assert.InRange(interval.Low, 0.44, 0.46);
        Assert.InRange(interval.High, 0.54, 0.56);
        Assert.True(double.IsNaN(Bootstrap.Of(0, _ => 1, seed: 3).Low));
    }

    [Fact]
    public void McNemar_survives_large_counts()
    {
        // Normal approximation with continuity correction: z = 499/sqrt(100500).
        var p = McNemarTest.Of(50_000, 50_500).ExactP;
        Close.Require(2 * StandardNormal.Cdf(-499 / Math.Sqrt(100_500)), p, 1e-4, "p of 50,000 against 50,500");
        Assert.Equal(0, McNemarTest.Of(0, 1_000_000).ExactP);
        Assert.Equal(1, McNemarTest.Of(500_000, 500_000).ExactP);
    }

    [Fact]
    public void No_item_has_no_interval()
    {
        Assert.True(double.IsNaN(WilsonInterval.Of(0, 0).Low));
        Assert.Throws<ArgumentOutOfRangeException>(() => WilsonInterval.Of(3, 2));
    }
}
