using JudgeCore.Verdicts;
using ScottPlot;
using Trainer.Gym;

namespace Trainer.Experiments;

/// <summary>Pictures beside the tables.</summary>
internal static class ExperimentPlots
{
    private const int Width = 1100; // pixels
    private const int Height = 600;

    /// <summary>In-domain macro-F1 and pairs accuracy of every line, side by side.</summary>
    public static void Paper(IReadOnlyList<ArmResult> results, string file)
    {
        using var plot = new Plot();
        var lines = PaperTable.Rows(results).Where(line => line.Rows.Count > 0).ToList();
        Bars("six trained tasks, macro-F1", -0.2, row => GymTasks.Pointwise.Average(task => row.Of(task, "reasoned").MacroF1));
        Bars(
            "six untrained pair formats, accuracy",
            0.2,
            row => GymTasks.Pairwise.Average(task => row.Of(task, "reasoned").Accuracy)
        );
        plot.Axes.Bottom.SetTicks([.. lines.Select((_, i) => (double)i)], [.. lines.Select(line => line.Name)]);
        plot.Axes.Bottom.TickLabelStyle.Rotation = 20;
        plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.MiddleLeft;
        plot.Axes.Bottom.MinimumSize = 140;
        plot.Axes.Right.MinimumSize = 120;
        plot.Axes.SetLimitsY(0, 100);
        plot.YLabel("%");
        plot.ShowLegend(Edge.Top);
        plot.SavePng(file, Width, Height);

        void Bars(string name, double offset, Func<PaperRow, double> figure)
        {
            var bars = plot.Add.Bars(
                (List<Bar>)
                    [
                        .. lines.Select(
                            (line, i) =>
                                new Bar
                                {
                                    Position = i + offset,
                                    Size = 0.38,
                                    Value = 100 * line.Rows.Average(figure),
                                }
                        ),
                    ]
            );
            bars.LegendText = name;
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
