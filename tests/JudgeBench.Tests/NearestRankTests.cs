namespace JudgeBench.Tests;

public class NearestRankTests
{
    [Theory]
    [InlineData(0.5, 10)]
    [InlineData(0.51, 11)]
    [InlineData(0.95, 19)]
    [InlineData(0.99, 20)]
    [InlineData(1, 20)]
    public void A_percentile_is_the_smallest_value_that_the_share_does_not_exceed(double share, double expected) =>
        Assert.Equal(expected, NearestRank.Of([.. Enumerable.Range(1, 20).Select(i => (double)i)], share));

    [Fact]
    public void Of_nothing_there_is_none() => Assert.Throws<ArgumentException>(() => NearestRank.Of([], 0.5));
}
