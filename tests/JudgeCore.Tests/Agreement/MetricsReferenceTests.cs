using JudgeCore.Agreement;
using JudgeCore.Tests.Reference;

namespace JudgeCore.Tests.Agreement;

/// <summary>Every recorded case of metrics.json.</summary>
public sealed class MetricsReferenceTests
{
    private const double Tolerance = 1e-9;
    private static readonly ReferenceFile File = new(Fixtures.Reference, "metrics.json");

    public static TheoryData<string, int, string> Cases => File.Cases();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Measures_equal_the_recorded_ones(string section, int index, string name)
    {
        Assert.NotNull(name);
        var recorded = File.Case(section, index);
        switch (section)
        {
            case "classification":
                ClassificationChecks.Check(recorded, Tolerance);
                break;
            case "krippendorff":
                Krippendorff(recorded);
                break;
            case "fleiss":
                recorded.Expect(
                    "kappa",
                    FleissKappa.Of(recorded.Rows("counts").Select(r => r.Select(n => (int)n).ToArray()).ToArray()),
                    Tolerance
                );
                break;
            case "correlation":
                var correlation = Correlation.Of(recorded.Numbers("x"), recorded.Numbers("y"));
                recorded.Expect("n_used", correlation.Pairs, 0);
                recorded.Expect("srcc", correlation.Spearman, Tolerance);
                recorded.Expect("plcc", correlation.Pearson, Tolerance);
                recorded.Expect("tau_b", correlation.KendallTauB, Tolerance);
                break;
            case "ece":
                Reliability(recorded);
                break;
            case "binary_probability":
                var happened = recorded.Numbers("y").Select(y => y == 1).ToArray();
                recorded.Expect("brier", ProbabilityScores.Brier(happened, recorded.Numbers("p")), Tolerance);
                recorded.Expect("log_loss", ProbabilityScores.LogLoss(happened, recorded.Numbers("p")), Tolerance);
                recorded.Expect("auroc", ProbabilityScores.RocAuc(happened, recorded.Numbers("p")), Tolerance);
                break;
            case "multiclass_probability":
                recorded.Expect(
                    "brier_sum_over_classes",
                    ProbabilityScores.Brier(recorded.Integers("y"), recorded.Rows("p")),
                    Tolerance
                );
                recorded.Expect("log_loss", ProbabilityScores.LogLoss(recorded.Integers("y"), recorded.Rows("p")), Tolerance);
                break;
            case "mcnemar":
                var mcNemar = McNemarTest.Of(recorded.Integer("b"), recorded.Integer("c"));
                recorded.Expect("exact_p", mcNemar.ExactP, Tolerance);
                recorded.Expect("mid_p", mcNemar.MidP, Tolerance);
                break;
            case "wilson":
                var wilson = WilsonInterval.Of(recorded.Integer("successes"), recorded.Integer("n"), recorded.Number("alpha"));
                recorded.Expect("low", wilson.Low, Tolerance);
                recorded.Expect("high", wilson.High, Tolerance);
                break;
            case "paired_bootstrap":
                ComparisonChecks.PairedBootstrap(recorded, Tolerance);
                break;
            case "pairwise_verdicts":
                ComparisonChecks.PairwiseVerdicts(recorded, Tolerance);
                break;
            case "acc_eq":
                ComparisonChecks.PairOrder(recorded, Tolerance);
                break;
            case "bradley_terry":
                ComparisonChecks.BradleyTerryFit(recorded, 1e-6);
                break;
            case "expected_score":
                CalibrationChecks.ExpectedScore(recorded, Tolerance);
                break;
            case "temperature_scaling":
                CalibrationChecks.Temperature(recorded, 1e-5);
                break;
            case "isotonic":
                CalibrationChecks.Isotonic(recorded, Tolerance);
                break;
            case "conformal":
                CalibrationChecks.Conformal(recorded, Tolerance);
                break;
            default:
                Assert.Fail($"metrics.json has a section '{section}' that no check knows.");
                break;
        }
        recorded.Finish();
    }

    private static void Krippendorff(ReferenceCase recorded)
    {
        var ratings = recorded
            .Rows("ratings")
            .Select(r => r.Select(v => double.IsNaN(v) ? (double?)null : v).ToArray())
            .ToArray();
        recorded.Expect("nominal", KrippendorffAlpha.Of(ratings, MeasurementLevel.Nominal), Tolerance);
        recorded.Expect("ordinal", KrippendorffAlpha.Of(ratings, MeasurementLevel.Ordinal), Tolerance);
        recorded.Expect("interval", KrippendorffAlpha.Of(ratings, MeasurementLevel.Interval), Tolerance);
    }

    private static void Reliability(ReferenceCase recorded)
    {
        var correct = recorded.Numbers("correct").Select(c => c == 1).ToArray();
        foreach (
            var bins in recorded.Names.Where(n => n.StartsWith("ece", StringComparison.Ordinal)).Select(n => int.Parse(n[3..]))
        )
        {
            var diagram = ReliabilityDiagram.Of(recorded.Numbers("confidence"), correct, bins);
            recorded.Expect($"ece{bins}", diagram.ExpectedError, Tolerance);
            recorded.Expect($"mce{bins}", diagram.MaximumError, Tolerance);
            recorded.Expect(
                $"bins{bins}_count_conf_acc",
                diagram.Bins.Select(b => new[] { b.Count, b.Confidence, b.Accuracy }),
                Tolerance
            );
        }
    }
}
