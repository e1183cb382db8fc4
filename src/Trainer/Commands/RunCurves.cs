using System.Text.Json;
using ScottPlot;
using Trainer.Runs;

namespace Trainer.Commands;

/// <summary>curves.png of a run folder: how reward or loss, accuracy by task and length went over the steps.</summary>
internal static class RunCurves
{
    private const int Width = 1000; // pixels
    private const int Height = 600;

    public static void Draw(RunFolder folder)
    {
        var lines = StepLog.Read(folder.MetricsFile).ToList();
        if (lines.Count < 2)
        {
            return;
        }

        using var plot = new Plot();
        string[] names = [.. lines[^1].Line.EnumerateObject().Select(field => field.Name)];
        var shown = names.Where(name =>
            name is "reward" or "loss" or "mean_token_accuracy" or "frac_reward_zero_std"
            || name.StartsWith("accuracy/", StringComparison.Ordinal)
        );
        foreach (string name in shown)
        {
            var points = lines
                .Where(line => line.Line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number)
                .Select(line => ((double)line.Step, line.Line.GetProperty(name).GetDouble()))
                .ToList();
            var curve = plot.Add.Scatter(points.Select(p => p.Item1).ToArray(), points.Select(p => p.Item2).ToArray());
            curve.LegendText = name;
            curve.MarkerSize = 0;
        }

        plot.XLabel("step");
        plot.ShowLegend(Edge.Right);
        plot.SavePng(folder.File("curves.png"), Width, Height);
    }
}
