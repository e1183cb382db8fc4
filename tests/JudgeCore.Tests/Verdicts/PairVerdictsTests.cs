using JudgeCore.Verdicts;

namespace JudgeCore.Tests.Verdicts;

public class PairVerdictsTests
{
    [Fact]
    public void A_judge_that_only_looks_at_the_position_prefers_neither_and_flips()
    {
        var (distribution, swap) = PairVerdicts.Joint([0.9, 0.1], [0.9, 0.1]);
        Assert.Equal([0.5, 0.5], distribution);
        Assert.True(swap.Flipped);
        Assert.Equal(["A", "B"], swap.Verdicts);
    }

    [Fact]
    public void Two_orders_that_agree_add_up()
    {
        var (distribution, swap) = PairVerdicts.Joint([0.2, 0.8], [0.6, 0.4]);
        Assert.Equal(0.3, distribution[0], 1e-12);
        Assert.Equal(["B", "B"], swap.Verdicts);
        Assert.False(swap.Flipped);
    }

    [Theory, InlineData(0.9, 0.2), InlineData(0.5, 0.5), InlineData(1, 1), InlineData(0.01, 0.02)]
    public void Alone_the_better_image_wins_and_swapping_mirrors_the_result(double a, double b)
    {
        double[] ab = PairVerdicts.Independent([1 - a, a], [1 - b, b]);
        double[] ba = PairVerdicts.Independent([1 - b, b], [1 - a, a]);
        Assert.Equal(ab[0], ba[1], 1e-12);
        Assert.Equal(a.CompareTo(b), Math.Round(ab[0], 12).CompareTo(0.5));
    }

    [Fact]
    public void On_a_scale_the_higher_score_wins()
    {
        double[] low = [0.6, 0.3, 0.1];
        double[] high = [0.1, 0.3, 0.6];
        Assert.True(PairVerdicts.Independent(high, low)[0] > 0.8);
    }
}
