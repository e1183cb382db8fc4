using ScottPlot;

namespace JudgeBench;

/// <summary>How figures grow.</summary>
internal static class ScalingPlots
{
    private const int Side = 420; // pixels

    /// <summary>Verdicts a second and median latency against concurrency.</summary>
    public static void Serving(IReadOnlyList<LoadResult> curve, string file)
    {
        double[] levels = [.. curve.Select(row => (double)row.Concurrency)];
        Save(
            file,
            [
                ("requests at once", "verdicts a second", levels, [.. curve.Select(row => row.PerSecond)]),
                ("requests at once", "median latency, ms", levels, [.. curve.Select(row => row.P50Ms)]),
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
                ("tokens of context", "decoding step, ms", lengths, [.. steps.Select(row => row.DecodeMs)]),
                ("tokens of prompt", "prefill, ms", lengths, [.. steps.Select(row => row.PrefillMs)]),
            ]
        );
    }

    private static void Save(string file, IReadOnlyList<(string X, string Y, double[] Xs, double[] Ys)> panels)
    {
        var all = new Multiplot();
        all.AddPlots(panels.Count);
        all.Layout = new ScottPlot.MultiplotLayouts.Columns();
        for (int i = 0; i < panels.Count; i++)
        {
            var plot = all.GetPlot(i);
            plot.Add.Scatter(panels[i].Xs, panels[i].Ys);
            plot.XLabel(panels[i].X);
            plot.YLabel(panels[i].Y);
            plot.Axes.SetLimitsY(0, 1.1 * panels[i].Ys.Max());
        }

        all.SavePng(file, panels.Count * Side, Side);
    }
}
