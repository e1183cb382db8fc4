using FsCheck;
using FsCheck.Fluent;
using JudgeCore.Agreement;

namespace JudgeCore.Tests.Agreement;

public sealed class CorrelationTests
{
    [Fact]
    public void Tau_counts_every_pair_as_the_definition_does()
    {
        // Small whole numbers, so that ties on both sides are frequent.
        var pairs = Gen.Choose(0, 5).Two().ListOf().Select(list => list.ToArray()).ToArbitrary();
        Prop.ForAll(
                pairs,
                list =>
                {
                    var x = list.Select(p => (double)p.Item1).ToArray();
                    var y = list.Select(p => (double)p.Item2).ToArray();
                    var expected = ByDefinition(x, y);
                    var actual = Correlation.Of(x, y).KendallTauB;
                    return double.IsNaN(expected) ? double.IsNaN(actual) : Math.Abs(expected - actual) < 1e-12;
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Neither_units_nor_an_offset_change_a_correlation()
    {
        double[] x = [1, 4, 2, 8, 5];
        double[] y = [3, 3, 1, 9, 4];
        var plain = Correlation.Of(x, y);
        var moved = Correlation.Of([.. x.Select(v => 1e-9 * v + 5)], [.. y.Select(v => 1e7 * v - 3)]);
        Assert.Equal(plain.Pearson, moved.Pearson, 6);
        Assert.Equal(plain.Spearman, moved.Spearman, 12);
        Assert.Equal(plain.KendallTauB, moved.KendallTauB, 12);
    }

    [Fact]
    public void Lists_of_different_length_are_refused() => Assert.Throws<ArgumentException>(() => Correlation.Of([1], [1, 2]));

    private static double ByDefinition(double[] x, double[] y)
    {
        double concordant = 0;
        double discordant = 0;
        double untiedX = 0;
        double untiedY = 0;
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var sign = Math.Sign(x[i] - x[j]) * Math.Sign(y[i] - y[j]);
                concordant += sign > 0 ? 1 : 0;
                discordant += sign < 0 ? 1 : 0;
                untiedX += x[i] != x[j] ? 1 : 0;
                untiedY += y[i] != y[j] ? 1 : 0;
            }
        }
        return untiedX == 0 || untiedY == 0 ? double.NaN : (concordant - discordant) / Math.Sqrt(untiedX * untiedY);
    }
}
