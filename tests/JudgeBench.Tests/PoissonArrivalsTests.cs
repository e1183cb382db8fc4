namespace JudgeBench.Tests;

public class PoissonArrivalsTests
{
    [Fact]
    public void The_same_seed_gives_the_same_arrivals_and_another_one_others()
    {
        var length = TimeSpan.FromSeconds(10);
        Assert.Equal(PoissonArrivals.Of(50, length, 3), PoissonArrivals.Of(50, length, 3));
        Assert.NotEqual(PoissonArrivals.Of(50, length, 3), PoissonArrivals.Of(50, length, 4));
    }

    [Fact]
    public void Arrivals_are_in_order_and_none_is_late()
    {
        var length = TimeSpan.FromSeconds(10);
        var times = PoissonArrivals.Of(50, length, 1);
        Assert.Equal(times.Order(), times);
        Assert.All(times, time => Assert.InRange(time, TimeSpan.Zero, length));
    }

    // Of n arrivals the mean gap errs by 1 / sqrt(n), and so does the ratio of deviation and mean, which is 1 for this process and 0 for a clock.
    [Theory, InlineData(50), InlineData(400)]
    public void Gaps_have_the_mean_of_the_rate_and_vary_as_much_as_their_mean(double perSecond)
    {
        var times = PoissonArrivals.Of(perSecond, TimeSpan.FromSeconds(20_000 / perSecond), 1);
        double[] gaps = [.. times.Zip(times.Skip(1), (a, b) => (b - a).TotalSeconds)];
        double mean = gaps.Average();
        double deviation = Math.Sqrt(gaps.Average(gap => (gap - mean) * (gap - mean)));
        Assert.Equal(1, mean * perSecond, 0.03);
        Assert.Equal(1, deviation / mean, 0.03);
    }
}
