using JudgeCore.Agreement;

namespace JudgeCore.Tests.Agreement;

public sealed class BradleyTerryTests
{
    [Fact]
    public void An_undefeated_item_has_no_finite_strength()
    {
        Comparison[] wins = [new(0, 1), new(0, 2), new(1, 2), new(2, 1)];
        Assert.All(BradleyTerry.Fit(3, wins), t => Assert.True(double.IsNaN(t)));
        Assert.All(BradleyTerry.Fit(3, wins, alpha: 0.1), t => Assert.True(double.IsFinite(t)));
        Assert.All(BradleyTerry.Fit(4, [new(0, 1), new(1, 0), new(2, 3), new(3, 2)]), t => Assert.True(double.IsNaN(t)));
    }

    [Fact]
    public void Strengths_that_made_the_comparisons_are_found_again()
    {
        double[] truth = [1.5, 0.5, -0.5, -1.5];
        var random = new Random(4);
        var comparisons = new List<Comparison>();
        for (var i = 0; i < 6000; i++)
        {
            var (a, b) = (random.Next(4), random.Next(4));
            if (a == b)
                continue;
            var first = random.NextDouble() < 1 / (1 + Math.Exp(truth[b] - truth[a]));
            comparisons.Add(first ? new(a, b) : new(b, a));
        }
        var theta = BradleyTerry.Fit(4, comparisons);
        for (var i = 0; i < 4; i++)
            Assert.InRange(theta[i], truth[i] - 0.15, truth[i] + 0.15);
        Assert.Equal(0, theta.Sum(), 10);
    }

    [Fact]
    public void A_very_lopsided_record_still_converges()
    {
        Comparison[] record = [.. Enumerable.Repeat(new Comparison(0, 1), 100_000), new(1, 0)];
        var theta = BradleyTerry.Fit(2, record);
        Assert.Equal(Math.Log(100_000), theta[0] - theta[1], 6);
    }

    [Fact]
    public void An_item_cannot_play_itself() => Assert.Throws<ArgumentException>(() => BradleyTerry.Fit(2, [new(1, 1)]));
}
