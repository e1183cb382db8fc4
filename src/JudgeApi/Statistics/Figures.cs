using JudgeCore.Agreement;

namespace JudgeApi.Statistics;

/// <summary>The figures of a sample of judgments with percentile bootstrap intervals (Efron 1979), all from the same resamples.</summary>
/// <param name="Items">Judgments in the sample.</param>
/// <param name="Values">By <see cref="Measure"/>.</param>
/// <param name="Diagram">Confidence against truth.</param>
/// <param name="Confusion">[truth][verdict] weight of the judgments.</param>
internal sealed record Figures(
    int Items,
    IReadOnlyList<Estimate> Values,
    IReadOnlyList<ReliabilityBin> Diagram,
    IReadOnlyList<IReadOnlyList<double>> Confusion
)
{
    // What one answer may cost: judgments times rounds, a second or two.
    private const int Work = 4_000_000;

    private const int FewestRounds = 100;

    private const double Tail = 0.025;

    public Estimate this[Measure measure] => Values[(int)measure];

    /// <param name="cases">The sample.</param>
    /// <param name="labels">How many labels the task has.</param>
    /// <param name="ordered">The labels are a scale.</param>
    /// <param name="rounds">Resamples; fewer of large samples, at least 100.</param>
    /// <param name="seed">Makes the intervals reproducible.</param>
    public static Figures Of(IReadOnlyList<RatedCase> cases, int labels, bool ordered, int rounds, int seed)
    {
        var table = new CaseTable(cases, labels, ordered);
        int[] sample = [.. Enumerable.Range(0, cases.Count)];
        double[] values = table.Compute(sample);
        rounds = cases.Count == 0 ? 0 : Math.Clamp(Work / cases.Count, Math.Min(FewestRounds, rounds), rounds);
        var random = new Random(seed);
        double[][] resampled = new double[rounds][];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < sample.Length; i++)
            {
                sample[i] = random.Next(sample.Length);
            }

            resampled[round] = table.Compute(sample);
        }

        return new Figures(
            cases.Count,
            [.. values.Select((value, measure) => Interval(value, [.. resampled.Select(round => round[measure])]))],
            table.Diagram(),
            table.Confusion()
        );
    }

    // Rounds in which a figure is undefined say nothing of it.
    private static Estimate Interval(double value, double[] rounds)
    {
        double[] defined = [.. rounds.Where(double.IsFinite).Order()];
        return Estimate.Of(value, Quantile(defined, Tail), Quantile(defined, 1 - Tail));
    }

    private static double Quantile(double[] sorted, double quantile)
    {
        if (sorted.Length == 0)
        {
            return double.NaN;
        }

        double position = (sorted.Length - 1) * quantile;
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
