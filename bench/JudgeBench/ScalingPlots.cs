using ScottPlot;

namespace JudgeBench;

/// <summary>How figures grow.</summary>
internal static class ScalingPlots
{
    private const int Side = 420; // pixels

    /// <summary>Verdicts a second and latency against callers at once, and against the rate of callers who do not wait for each other.</summary>
    public static void Serving(IReadOnlyList<LoadResult> curve, IReadOnlyList<OpenLoopResult> open, string file)
    {
        double[] levels = [.. curve.Select(row => (double)row.Concurrency)];
        double[] rates = [.. open.Select(row => row.ScheduledPerSecond)];
        Save(
            file,
            [
                new("requests at once", "verdicts a second", levels, [("", [.. curve.Select(row => row.PerSecond)])]),
                new("requests at once", "latency, ms", levels, Latencies(curve, row => (row.P50Ms, row.P95Ms, row.P99Ms))),
                new(
                    "requests a second, open loop",
                    "verdicts a second",
                    rates,
                    [("", [.. open.Select(row => row.AchievedPerSecond)])]
                ),
                new(
                    "requests a second, open loop",
                    "latency, ms",
                    rates,
                    Latencies(open, row => (row.P50Ms, row.P95Ms, row.P99Ms))
                ),
            ]
        );
    }

    /// <summary>Milliseconds of a step against the tokens that each sequence has.</summary>
    public static void Contexts(IReadOnlyList<ContextTiming> steps, string file)
    {
        double[] lengths = [.. steps.Select(row => (double)row.Tokens)];
        Save(
            file,
            [
                new("tokens of context", "decoding step, ms", lengths, [("", [.. steps.Select(row => row.DecodeMs)])]),
                new("tokens of prompt", "prefill, ms", lengths, [("", [.. steps.Select(row => row.PrefillMs)])]),
            ]
        );
    }

    private static (string, double[])[] Latencies<T>(IReadOnlyList<T> rows, Func<T, (double P50, double P95, double P99)> of) =>
        [
            ("p50", [.. rows.Select(row => of(row).P50)]),
            ("p95", [.. rows.Select(row => of(row).P95)]),
            ("p99", [.. rows.Select(row => of(row).P99)]),
        ];

    private static void Save(string file, IReadOnlyList<Panel> panels)
    {
        var all = new Multiplot();
        all.AddPlots(panels.Count);
        all.Layout = new ScottPlot.MultiplotLayouts.Grid(rows: (panels.Count + 1) / 2, columns: 2);
        for (int i = 0; i < panels.Count; i++)
        {
            var plot = all.GetPlot(i);
            foreach (var (name, ys) in panels[i].Curves)
            {
                plot.Add.Scatter(panels[i].Xs, ys).LegendText = name;
            }

            plot.XLabel(panels[i].X);
            plot.YLabel(panels[i].Y);
            plot.Axes.SetLimitsY(0, 1.1 * panels[i].Curves.Max(curve => curve.Ys.Max()));
            plot.Legend.IsVisible = panels[i].Curves.Length > 1;
            plot.Legend.Alignment = Alignment.UpperLeft;
        }

        all.SavePng(file, 2 * Side, (panels.Count + 1) / 2 * Side);
    }

    /// <summary>One plot.</summary>
    private sealed record Panel(string X, string Y, double[] Xs, (string Name, double[] Ys)[] Curves);
}
