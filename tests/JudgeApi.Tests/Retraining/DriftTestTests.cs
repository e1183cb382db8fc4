using JudgeApi.Retraining;

namespace JudgeApi.Tests.Retraining;

public sealed class DriftTestTests
{
    // 90 of 100 before, k of 100 now. Each share p has the sample variance 100 p (1 - p) / 99; at 95 % one-sided z = 1.645.
    // k = 75: -0.15 + 1.645 sqrt((0.0909 + 0.1894) / 100) = -0.0629; k = 80: -0.10 + 1.645 sqrt((0.0909 + 0.1616) / 100) = -0.0173.
    [Theory]
    [InlineData(75, 0.06, true)]
    [InlineData(75, 0.065, false)]
    [InlineData(80, 0.01, true)]
    [InlineData(80, 0.02, false)]
    [InlineData(90, 0, false)]
    [InlineData(100, 0, false)]
    public void A_fall_counts_when_it_is_surely_larger_than_the_margin(int right, double margin, bool fallen)
    {
        Assert.Equal(fallen, DriftTest.HasFallen(Shares(90), Shares(right), margin, 0.95));
    }

    [Fact]
    public void Nothing_is_said_of_a_single_judgment() => Assert.False(DriftTest.HasFallen([1, 1, 1], [0], 0, 0.95));

    private static double[] Shares(int right) => [.. Enumerable.Range(0, 100).Select(i => i < right ? 1.0 : 0.0)];
}
