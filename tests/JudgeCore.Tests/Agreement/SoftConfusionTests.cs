using JudgeCore.Agreement;

namespace JudgeCore.Tests.Agreement;

public sealed class SoftConfusionTests
{
    [Theory]
    [InlineData(2, 1)]
    [InlineData(5, 2)]
    [InlineData(3, 3)]
    public void Certain_truths_give_the_figures_of_counts(int classes, int seed)
    {
        var random = new Random(seed);
        int[] truth = [.. Enumerable.Range(0, 200).Select(_ => random.Next(classes))];
        int[] said = [.. truth.Select(t => random.Next(3) == 0 ? random.Next(-1, classes) : t)];
        var report = ClassificationReport.AbstentionIsWrong(truth, said, classes);
        var whole = new SoftConfusion(classes);
        foreach (var half in truth.Zip(said).Chunk(100))
        {
            var part = new SoftConfusion(classes);
            foreach (var (t, s) in half)
            {
                double[] gold = new double[classes];
                gold[t] = 1;
                part.Add(gold, s, 2.5);
            }

            whole.Add(part);
        }

        Assert.Equal(500, whole.Total, 1e-9);
        Assert.Equal(report.Accuracy, whole.Accuracy, 1e-12);
        Assert.Equal(report.MacroF1, whole.MacroF1, 1e-12);
        Assert.Equal(report.Kappa, whole.Kappa, 1e-12);
    }

    [Fact]
    public void Uncertain_truths_count_by_probability_and_weight()
    {
        var table = new SoftConfusion(2);
        table.Add([0.8, 0.2], 0, 2);
        table.Add([0.3, 0.7], 0, 1);
        table.Add([0, 1], 1, 1);

        // Right: 1.6 + 0.3 + 1 of 4. F1: 2 * 1.9 / (1.9 + 3) and 2 * 1 / (2.1 + 1).
        Assert.Equal(2.9 / 4, table.Accuracy, 1e-12);
        Assert.Equal((3.8 / 4.9 + 2 / 3.1) / 2, table.MacroF1, 1e-12);

        // Chance: (1.9 * 3 + 2.1 * 1) / 16.
        Assert.Equal((0.725 - 0.4875) / (1 - 0.4875), table.Kappa, 1e-12);
        table.Clear();
        Assert.True(double.IsNaN(table.Accuracy) && double.IsNaN(table.Kappa) && double.IsNaN(table.MacroF1));
    }

    [Fact]
    public void Kappa_is_undefined_where_chance_cannot_disagree()
    {
        var table = new SoftConfusion(2);
        table.Add([1, 0], 0, 1);
        Assert.True(double.IsNaN(table.Kappa));
        Assert.Equal(1, table.Accuracy);
    }
}
