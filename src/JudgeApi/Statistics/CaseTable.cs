// Every figure of a sample of judgments in one pass, so that a bootstrap of all of them costs one pass a round. The truth of a judgment is a distribution:
// an item on which raters disagree counts as much right as it is likely to be. With certain truths and equal weights the figures are those of
// JudgeCore.Agreement.
using JudgeCore.Agreement;

namespace JudgeApi.Statistics;

/// <param name="cases">The sample.</param>
/// <param name="labels">How many labels the task has.</param>
/// <param name="ordered">The labels are a scale.</param>
internal sealed class CaseTable(IReadOnlyList<RatedCase> cases, int labels, bool ordered)
{
    public const int Bins = 15;

    private const double SmallestProbability = 2.220446049250313e-16;

    private static readonly int Measures = Enum.GetValues<Measure>().Length;

    private readonly RatedCase[] cases = [.. cases];

    // What a round adds up, beside each other in memory: a bootstrap reads them millions of times in no order.
    private readonly Row[] rows = [.. cases.Select(Row.Of)];
    private readonly double[] truths = [.. cases.SelectMany(one => one.Truth)]; // [case * labels + label]
    private readonly int[] votes = [.. cases.SelectMany(one => one.Votes)]; // [case * labels + label]

    public int Count => cases.Length;

    /// <summary>The figures of these cases, with repetitions; by <see cref="Measure"/>, NaN where undefined.</summary>
    public double[] Compute(ReadOnlySpan<int> sample)
    {
        var confusion = new double[labels, labels]; // [truth, verdict]
        var coincidences = new double[labels, labels];
        double[] binGap = new double[Bins]; // correct less confident
        double weight = 0;
        double answered = 0;
        double answeredRight = 0;
        double asked = 0;
        double flipped = 0;
        double brier = 0;
        double loss = 0;
        foreach (int i in sample)
        {
            ref readonly var row = ref rows[i];
            weight += row.Weight;
            binGap[row.Bin] += row.Gap;
            answered += row.Answered;
            answeredRight += row.AnsweredRight;
            asked += row.Asked;
            flipped += row.Flipped;
            brier += row.Brier;
            loss += row.Loss;
            for (int k = 0; k < labels; k++)
            {
                confusion[k, row.Verdict] += row.Weight * truths[(i * labels) + k];
            }

            if (row.Raters > 1)
            {
                Coincide(coincidences, votes.AsSpan(i * labels, labels), row.Weight / (row.Raters - 1));
            }
        }

        double[] result = new double[Measures];
        Array.Fill(result, double.NaN);
        Set(Measure.Accuracy, Right(confusion) / weight);
        Set(Measure.MacroF1, MacroF1(confusion));
        Set(Measure.Kappa, Kappa(confusion, (i, j) => i == j ? 0 : 1));
        Set(Measure.Coverage, answered / weight);
        Set(Measure.AnsweredAccuracy, answeredRight / answered);
        Set(Measure.FlipRate, flipped / asked);
        Set(Measure.CalibrationError, binGap.Sum(Math.Abs) / weight);
        Set(Measure.Brier, brier / weight);
        Set(Measure.LogLoss, loss / weight);
        Set(Measure.Alpha, Alpha(coincidences));
        if (ordered)
        {
            Set(Measure.LinearKappa, Kappa(confusion, (i, j) => Math.Abs(i - j)));
            Set(Measure.QuadraticKappa, Kappa(confusion, (i, j) => (i - j) * (i - j)));
            var (spearman, pearson) = Correlations(sample);
            Set(Measure.Spearman, spearman);
            Set(Measure.Pearson, pearson);
        }

        return result;

        void Set(Measure measure, double value) => result[(int)measure] = value;
    }

    /// <summary>[truth][verdict] weight of the cases; one whose truth is uncertain is shared out.</summary>
    public double[][] Confusion()
    {
        double[][] confusion = [.. Enumerable.Range(0, labels).Select(_ => new double[labels])];
        foreach (var one in cases)
        {
            for (int truth = 0; truth < labels; truth++)
            {
                confusion[truth][one.Verdict] += one.Weight * one.Truth[truth];
            }
        }

        return confusion;
    }

    /// <summary>The bars of a reliability diagram; their counts are cases, not weights.</summary>
    public IReadOnlyList<ReliabilityBin> Diagram()
    {
        double[] weight = new double[Bins];
        double[] confidence = new double[Bins];
        double[] right = new double[Bins];
        int[] counts = new int[Bins];
        for (int i = 0; i < cases.Length; i++)
        {
            var one = cases[i];
            counts[rows[i].Bin]++;
            weight[rows[i].Bin] += one.Weight;
            confidence[rows[i].Bin] += one.Weight * one.Distribution[one.Verdict];
            right[rows[i].Bin] += one.Weight * one.Truth[one.Verdict];
        }

        return
        [
            .. Enumerable
                .Range(0, Bins)
                .Select(bin => new ReliabilityBin(
                    (double)bin / Bins,
                    (bin + 1.0) / Bins,
                    counts[bin],
                    confidence[bin] / weight[bin],
                    right[bin] / weight[bin]
                )),
        ];
    }

    // Right-closed bins, as JudgeCore's diagram has them.
    private static int BinOf(double confidence)
    {
        int bin = Math.Clamp((int)(confidence * Bins), 0, Bins - 1);
        while (bin > 0 && confidence <= (double)bin / Bins)
        {
            bin--;
        }

        while (bin < Bins - 1 && confidence > (bin + 1.0) / Bins)
        {
            bin++;
        }

        return bin;
    }

    private double Right(double[,] confusion) => Enumerable.Range(0, labels).Sum(k => confusion[k, k]);

    private double MacroF1(double[,] confusion)
    {
        double sum = 0;
        int observed = 0;
        for (int k = 0; k < labels; k++)
        {
            double size = 0; // truth and verdict together
            for (int other = 0; other < labels; other++)
            {
                size += confusion[k, other] + confusion[other, k];
            }

            observed += size > 0 ? 1 : 0;
            sum += size > 0 ? 2 * confusion[k, k] / size : 0;
        }

        return sum / observed;
    }

    private double Kappa(double[,] confusion, Func<int, int, double> cost)
    {
        double[] truths = new double[labels];
        double[] verdicts = new double[labels];
        double weight = 0;
        for (int i = 0; i < labels; i++)
        {
            for (int j = 0; j < labels; j++)
            {
                truths[i] += confusion[i, j];
                verdicts[j] += confusion[i, j];
                weight += confusion[i, j];
            }
        }

        double observed = 0;
        double expected = 0;
        for (int i = 0; i < labels; i++)
        {
            for (int j = 0; j < labels; j++)
            {
                observed += cost(i, j) * confusion[i, j];
                expected += cost(i, j) * truths[i] * verdicts[j];
            }
        }

        return expected == 0 ? double.NaN : 1 - (observed * weight / expected);
    }

    // Krippendorff: each judgment with m raters gives 1 / (m - 1) to every ordered pair of different ones.
    private static void Coincide(double[,] coincidences, ReadOnlySpan<int> votes, double share)
    {
        for (int a = 0; a < votes.Length; a++)
        {
            for (int b = 0; votes[a] > 0 && b < votes.Length; b++)
            {
                coincidences[a, b] += share * votes[a] * (votes[b] - (a == b ? 1 : 0));
            }
        }
    }

    // Nominal, or ordinal for scales.
    private double Alpha(double[,] coincidences)
    {
        double[] totals = [.. Enumerable.Range(0, labels).Select(a => Enumerable.Range(0, labels).Sum(b => coincidences[a, b]))];
        double all = totals.Sum();
        double observed = 0;
        double expected = 0;
        for (int a = 0; a < labels; a++)
        {
            double between = totals[a]; // ratings from a up to b
            for (int b = a + 1; b < labels; b++)
            {
                between += totals[b];
                double steps = between - ((totals[a] + totals[b]) / 2);
                double distance = ordered ? steps * steps : 1;
                observed += (coincidences[a, b] + coincidences[b, a]) * distance;
                expected += 2 * totals[a] * totals[b] * distance;
            }
        }

        return expected == 0 ? double.NaN : 1 - ((all - 1) * observed / expected);
    }

    private (double Spearman, double Pearson) Correlations(ReadOnlySpan<int> sample)
    {
        List<int> scored = new(sample.Length);
        foreach (int i in sample)
        {
            if (!double.IsNaN(cases[i].Score) && !double.IsNaN(cases[i].PeopleScore))
            {
                scored.Add(i);
            }
        }

        double[] weights = [.. scored.Select(i => cases[i].Weight)];
        double[] judge = [.. scored.Select(i => cases[i].Score)];
        double[] people = [.. scored.Select(i => cases[i].PeopleScore)];
        return (PearsonOf(Ranks(judge, weights), Ranks(people, weights), weights), PearsonOf(judge, people, weights));
    }

    // The middle of the weight that a value's ties take, which for weights of 1 is the mean rank.
    private static double[] Ranks(double[] values, double[] weights)
    {
        int[] order = [.. Enumerable.Range(0, values.Length)];
        double[] sorted = [.. values];
        Array.Sort(sorted, order);
        double[] ranks = new double[values.Length];
        double below = 0;
        for (int start = 0; start < order.Length; )
        {
            int end = start;
            double tied = 0;
            for (; end < order.Length && sorted[end] == sorted[start]; end++)
            {
                tied += weights[order[end]];
            }

            for (int i = start; i < end; i++)
            {
                ranks[order[i]] = below + (tied / 2);
            }

            below += tied;
            start = end;
        }

        return ranks;
    }

    private static double PearsonOf(double[] x, double[] y, double[] weights)
    {
        double weight = weights.Sum();
        double meanX = x.Zip(weights, (value, w) => value * w).Sum() / weight;
        double meanY = y.Zip(weights, (value, w) => value * w).Sum() / weight;
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            (double dx, double dy) = (x[i] - meanX, y[i] - meanY);
            xx += weights[i] * dx * dx;
            yy += weights[i] * dy * dy;
            xy += weights[i] * dx * dy;
        }

        return x.Length < 2 || xx <= 0 || yy <= 0 ? double.NaN : Math.Clamp(xy / Math.Sqrt(xx) / Math.Sqrt(yy), -1, 1);
    }

    /// <summary>What one case adds to the sums, its weight included.</summary>
    private readonly record struct Row(
        int Verdict,
        int Bin,
        int Raters,
        double Weight,
        double Gap,
        double Answered,
        double AnsweredRight,
        double Asked,
        double Flipped,
        double Brier,
        double Loss
    )
    {
        public static Row Of(RatedCase one)
        {
            double right = one.Truth[one.Verdict];
            double squares = 1;
            double loss = 0;
            for (int k = 0; k < one.Truth.Length; k++)
            {
                (double p, double q) = (one.Distribution[k], one.Truth[k]);
                squares += (p * p) - (2 * p * q);
                loss -= q == 0 ? 0 : q * Math.Log(Math.Clamp(p, SmallestProbability, 1));
            }

            double confidence = one.Distribution[one.Verdict];
            return new Row(
                one.Verdict,
                BinOf(confidence),
                one.Votes.Sum(),
                one.Weight,
                one.Weight * (right - confidence),
                one.Abstained ? 0 : one.Weight,
                one.Abstained ? 0 : one.Weight * right,
                one.Flipped is null ? 0 : one.Weight,
                one.Flipped == true ? one.Weight : 0,
                one.Weight * squares,
                one.Weight * loss
            );
        }
    }
}
