using JudgeCore.Gates;
using JudgeCore.Verdicts;
using ScottPlot;

namespace Trainer.Evaluation;

/// <summary>Pictures of an evaluation: whether confidence means what it says, and which labels are taken for which.</summary>
internal static class EvaluationPlots
{
    private const int Panel = 360; // pixels a side

    /// <summary>A reliability diagram of every task and mode in one picture.</summary>
    public static void Reliability(Evaluation evaluation, string file) =>
        Panels(
            evaluation,
            file,
            (task, plot) =>
            {
                plot.Add.Line(0, 0, 1, 1).LineStyle.Pattern = LinePattern.Dashed;
                var bars = plot.Add.Bars(
                    (List<Bar>)
                        [
                            .. task.Calibration.Select(bin => new Bar
                            {
                                Position = (bin.Low + bin.High) / 2,
                                Size = bin.High - bin.Low,
                                Value = bin.Accuracy,
                                FillColor = Colors.SteelBlue.WithAlpha(0.3 + 0.7 * bin.Count / task.Items),
                            }),
                        ]
                );
                bars.Horizontal = false;
                plot.Axes.SetLimits(0, 1, 0, 1);
                plot.XLabel("confidence");
                plot.YLabel("right");
            }
        );

    /// <summary>A confusion matrix of every task and mode in one picture: rows are the truth.</summary>
    public static void Confusion(Evaluation evaluation, string file) =>
        Panels(
            evaluation,
            file,
            (task, plot) =>
            {
                int labels = task.Confusion.Count;
                double[,] shares = new double[labels, labels];
                for (int truth = 0; truth < labels; truth++)
                {
                    double row = Math.Max(1, task.Confusion[truth].Sum());
                    for (int said = 0; said < labels; said++)
                    {
                        shares[truth, said] = task.Confusion[truth][said] / row;
                        var text = plot.Add.Text($"{task.Confusion[truth][said]}", said, labels - 1 - truth);
                        text.LabelAlignment = Alignment.MiddleCenter;
                        text.LabelFontColor = shares[truth, said] > 0.5 ? Colors.White : Colors.Black;
                    }
                }

                var map = plot.Add.Heatmap(shares);
                map.Colormap = new ScottPlot.Colormaps.Blues().Reversed();
                map.ManualRange = new ScottPlot.Range(0, 1);
                plot.MoveToBottom(map);
                string[] names = [.. task.Labels];
                double[] ticks = [.. Enumerable.Range(0, labels).Select(i => (double)i)];
                plot.Axes.Bottom.SetTicks(ticks, names);
                plot.Axes.Left.SetTicks([.. ticks.Reverse()], names);
                plot.XLabel("judge");
                plot.YLabel("truth");
            }
        );

    private static void Panels(Evaluation evaluation, string file, Action<TaskEvaluation, Plot> draw)
    {
        var tasks = evaluation.Tasks.Where(task => task.Items > 0).ToList();
        if (tasks.Count == 0)
        {
            return;
        }

        var picture = new Multiplot();
        picture.AddPlots(tasks.Count);
        int columns = Math.Min(4, tasks.Count);
        int rows = (tasks.Count + columns - 1) / columns;
        picture.Layout = new ScottPlot.MultiplotLayouts.Grid(rows, columns);
        for (int i = 0; i < tasks.Count; i++)
        {
            var (task, plot) = (tasks[i], picture.GetPlot(i));
            draw(task, plot);
            string source = task.Source == EvidenceSource.Data ? ", data" : "";
            string strategy = task.Strategy == PairStrategy.Independent ? ", independent" : "";
            plot.Title($"{task.Task}{strategy}{source} ({(task.Mode == VerdictMode.Verdict ? "verdict" : "reasoned")})", 13);
        }

        picture.SavePng(file, columns * Panel, rows * Panel);
    }
}
