using JudgeCore.Verdicts;
using ScottPlot;
using Trainer.Gym;

namespace Trainer.Experiments;

/// <summary>Pictures beside the tables.</summary>
internal static class ExperimentPlots
{
    private const int Width = 1100; // pixels
    private const int Height = 600;

    /// <summary>Every line's in-domain macro-F1 and what it does on pairs: each seed a small mark, the mean a large one.</summary>
    public static void Paper(IReadOnlyList<ArmResult> results, string file)
    {
        using var plot = new Plot();
        var lines = PaperTable.Rows(results).Where(line => line.Rows.Count > 0).Reverse().ToList();
        Marks("six trained tasks, macro-F1", row => GymTasks.Pointwise.Average(task => row.Of(task, "reasoned").MacroF1));
        Marks(
            "six untrained pair formats, accuracy",
            row => GymTasks.Pairwise.Average(task => row.Of(task, "reasoned").Accuracy)
        );
        Marks("pairs right in both orders", row => GymTasks.Pairwise.Average(task => row.Of(task, "reasoned").BothOrders!.Value));
        plot.Axes.Left.SetTicks([.. lines.Select((_, i) => (double)i)], [.. lines.Select(line => line.Name)]);
        plot.Axes.Left.MinimumSize = 230;
        plot.XLabel("reasoned answers, %");
        plot.ShowLegend(Edge.Top);
        plot.SavePng(file, Width, Height);

        void Marks(string name, Func<PaperRow, double> figure)
        {
            var color = plot.Add.GetNextColor();
            double[][] seeds = [.. lines.Select(line => line.Rows.Select(row => 100 * figure(row)).ToArray())];
            double[] rows = [.. lines.Select((_, i) => (double)i)];
            var means = plot.Add.Markers([.. seeds.Select(line => line.Average())], rows, MarkerShape.FilledCircle, 12, color);
            means.LegendText = name;
            for (int i = 0; i < lines.Count; i++)
            {
                plot.Add.Markers(seeds[i], [.. seeds[i].Select(_ => rows[i])], MarkerShape.VerticalBar, 14, color);
            }
        }
    }

    /// <summary>New-policy macro-F1 against the number of corrections, one curve a method.</summary>
    public static void Online(IReadOnlyList<ArmResult> results, string file)
    {
        using var plot = new Plot();
        var methods = results
            .Where(result => result.Arm.Contains(' ', StringComparison.Ordinal))
            .GroupBy(result => result.Arm[..result.Arm.LastIndexOf(' ')]);
        foreach (var method in methods)
        {
            var points = method
                .GroupBy(result => int.Parse(result.Arm[(result.Arm.LastIndexOf(' ') + 1)..], null))
                .OrderBy(group => group.Key)
                .Select(group =>
                    (
                        X: (double)group.Key,
                        Y: 100 * group.Average(r => OnlineTable.F1(r, OnlineExperiment.NewPolicy, VerdictMode.Reasoned))
                    )
                )
                .ToList();
            var curve = plot.Add.Scatter(points.Select(p => p.X).ToArray(), points.Select(p => p.Y).ToArray());
            curve.LegendText = method.Key;
        }

        plot.XLabel("corrections");
        plot.YLabel("new policy, macro-F1, %");
        plot.ShowLegend(Edge.Right);
        plot.SavePng(file, Width, Height);
    }
}
