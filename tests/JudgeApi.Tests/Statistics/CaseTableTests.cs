using JudgeApi.Statistics;
using JudgeCore.Agreement;
using JudgeCore.Verdicts;

namespace JudgeApi.Tests.Statistics;

/// <summary>With certain truths and equal weights the one-pass figures are those of the measures that are checked against recorded references.</summary>
public sealed class CaseTableTests
{
    [Theory]
    [InlineData(2, false)]
    [InlineData(4, false)]
    [InlineData(5, true)]
    public void Figures_are_those_of_the_single_measures(int labels, bool ordered)
    {
        var cases = Cases(new Random(labels), 300, labels, ordered);
        double[] figures = new CaseTable(cases, labels, ordered).Compute([.. Enumerable.Range(0, cases.Length)]);
        int[] truth = [.. cases.Select(one => Array.IndexOf(one.Truth, 1))];
        int[] verdicts = [.. cases.Select(one => one.Verdict)];
        var report = ClassificationReport.AbstentionIsWrong(truth, verdicts, labels);
        double[] confidence = [.. cases.Select(one => one.Distribution[one.Verdict])];
        bool[] right = [.. truth.Zip(verdicts, (t, v) => t == v)];
        double[][] distributions = [.. cases.Select(one => one.Distribution)];
        Equal(report.Accuracy, Measure.Accuracy);
        Equal(report.MacroF1Observed, Measure.MacroF1);
        Equal(report.Kappa, Measure.Kappa);
        Equal(ReliabilityDiagram.Of(confidence, right).ExpectedError, Measure.CalibrationError);
        Equal(ProbabilityScores.Brier(truth, distributions), Measure.Brier);
        Equal(ProbabilityScores.LogLoss(truth, distributions), Measure.LogLoss);
        Equal(KrippendorffAlpha.Of(Ratings(cases), ordered ? MeasurementLevel.Ordinal : MeasurementLevel.Nominal), Measure.Alpha);
        int[] answered = [.. Enumerable.Range(0, cases.Length).Where(i => !cases[i].Abstained)];
        Equal((double)answered.Length / cases.Length, Measure.Coverage);
        Equal((double)answered.Count(i => right[i]) / answered.Length, Measure.AnsweredAccuracy);
        Equal((double)cases.Count(one => one.Flipped == true) / cases.Count(one => one.Flipped is not null), Measure.FlipRate);
        Equal(ordered ? report.LinearKappa : double.NaN, Measure.LinearKappa);
        Equal(ordered ? report.QuadraticKappa : double.NaN, Measure.QuadraticKappa);
        var correlation = Correlation.Of([.. cases.Select(one => one.Score)], [.. cases.Select(one => one.PeopleScore)]);
        Equal(ordered ? correlation.Spearman : double.NaN, Measure.Spearman);
        Equal(ordered ? correlation.Pearson : double.NaN, Measure.Pearson);

        void Equal(double expected, Measure measure) => Assert.Equal(expected, figures[(int)measure], 1e-9);
    }

    [Fact]
    public void A_weight_is_a_number_of_copies()
    {
        var cases = Cases(new Random(3), 100, 5, true);
        RatedCase[] weighted = [.. cases.Select((one, i) => one with { Weight = 1 + (i % 3) })];
        RatedCase[] copied = [.. cases.SelectMany((one, i) => Enumerable.Repeat(one, 1 + (i % 3)))];
        double[] by = new CaseTable(weighted, 5, true).Compute([.. Enumerable.Range(0, weighted.Length)]);
        double[] of = new CaseTable(copied, 5, true).Compute([.. Enumerable.Range(0, copied.Length)]);
        foreach (var measure in Enum.GetValues<Measure>())
        {
            Assert.Equal(of[(int)measure], by[(int)measure], 1e-9);
        }
    }

    [Fact]
    public void An_uncertain_truth_is_as_right_as_it_is_likely()
    {
        var one = Cases(new Random(1), 1, 2, false)[0] with { Verdict = 0, Distribution = [0.8, 0.2], Truth = [0.7, 0.3] };
        double[] figures = new CaseTable([one], 2, false).Compute([0]);
        Assert.Equal(0.7, figures[(int)Measure.Accuracy], 1e-12);
        Assert.Equal(0.1, figures[(int)Measure.CalibrationError], 1e-12);
        Assert.Equal((0.7 * 2 * 0.04) + (0.3 * 2 * 0.64), figures[(int)Measure.Brier], 1e-12);
    }

    [Fact]
    public void An_interval_holds_its_value_and_an_empty_sample_has_none()
    {
        var cases = Cases(new Random(5), 400, 2, false);
        var figures = Figures.Of(cases, 2, false, 1000, 7);
        var accuracy = figures[Measure.Accuracy];
        Assert.InRange(accuracy.Value!.Value, accuracy.Low!.Value, accuracy.High!.Value);

        // The width is that of a share of 400.
        double share = accuracy.Value.Value;
        double normal = 2 * 1.96 * Math.Sqrt(share * (1 - share) / 400);
        Assert.InRange((accuracy.High.Value - accuracy.Low.Value) / normal, 0.85, 1.15);
        Assert.Equal(figures.Values, Figures.Of(cases, 2, false, 1000, 7).Values);

        var nothing = Figures.Of([], 2, false, 1000, 7);
        Assert.All(nothing.Values, value => Assert.Equal(new Estimate(null, null, null), value));
    }

    private static RatedCase[] Cases(Random random, int count, int labels, bool ordered) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                {
                    double[] weights = [.. Enumerable.Range(0, labels).Select(_ => Math.Pow(random.NextDouble(), 3))];
                    double[] distribution = [.. weights.Select(weight => weight / weights.Sum())];
                    int verdict = Array.IndexOf(distribution, distribution.Max());
                    double[] truth = new double[labels];
                    truth[random.NextDouble() < 0.6 ? verdict : random.Next(labels)] = 1;
                    int[] votes = new int[labels];
                    for (int rater = random.Next(4); rater > 0; rater--)
                    {
                        votes[random.NextDouble() < 0.7 ? Array.IndexOf(truth, 1) : random.Next(labels)]++;
                    }

                    return new RatedCase
                    {
                        JudgmentId = $"{i:x32}",
                        CreatedAt = DateTimeOffset.UnixEpoch,
                        ModelVersion = "m",
                        TaskVersion = 1,
                        Mode = VerdictMode.Verdict,
                        CalibrationId = null,
                        Verdict = verdict,
                        Distribution = distribution,
                        Abstained = random.Next(5) == 0,
                        Flipped = random.Next(3) switch
                        {
                            0 => null,
                            1 => true,
                            _ => false,
                        },
                        Score = ordered ? distribution.Select((share, k) => share * (k + 1)).Sum() : double.NaN,
                        PeopleScore = ordered && random.Next(10) > 0 ? random.Next(2, 11) / 2.0 : double.NaN,
                        Truth = truth,
                        Votes = votes,
                    };
                }),
        ];

    // Any table of ratings with these counts a judgment has the same alpha.
    private static double?[][] Ratings(RatedCase[] cases)
    {
        double[][] given =
        [
            .. cases.Select(one => one.Votes.SelectMany((count, label) => Enumerable.Repeat((double)label, count)).ToArray()),
        ];
        return
        [
            .. Enumerable
                .Range(0, 4)
                .Select(rater => given.Select(unit => rater < unit.Length ? unit[rater] : (double?)null).ToArray()),
        ];
    }
}
