using JudgeCore.Agreement;
using JudgeCore.Tests.Reference;

namespace JudgeCore.Tests.Agreement;

/// <summary>Recorded cases about distributions, calibration curves and prediction sets.</summary>
internal static class CalibrationChecks
{
    public static void ExpectedScore(ReferenceCase recorded, double tolerance)
    {
        var scores = recorded.Numbers("scores");
        var result = recorded.Has("logits")
            ? ScoreDistribution.FromLogits(recorded.Numbers("logits"), scores)
            : ScoreDistribution.FromMass(recorded.Numbers("mass"), scores);
        recorded.Expect("p", result.Probabilities, tolerance);
        recorded.Expect("expected", result.Expected, tolerance);
        recorded.Expect("variance", result.Variance, tolerance);
        recorded.Expect("entropy", result.Entropy, tolerance);
        recorded.Expect("argmax_score", result.MostProbable, tolerance);
    }

    public static void Temperature(ReferenceCase recorded, double tolerance)
    {
        var logits = recorded.Rows("logits");
        var truth = recorded.Integers("y");
        var temperature = TemperatureScaling.Fit(logits, truth, recorded.Number("t_min"), recorded.Number("t_max"));
        recorded.Expect("temperature", temperature, tolerance);
        recorded.Expect("nll_before", TemperatureScaling.NegativeLogLikelihood(logits, truth, 1), tolerance);
        recorded.Expect("nll_after", TemperatureScaling.NegativeLogLikelihood(logits, truth, temperature), tolerance);
        recorded.Expect("ece15_before", ExpectedError(logits, truth, 1), tolerance);
        recorded.Expect("ece15_after", ExpectedError(logits, truth, temperature), tolerance);
    }

    public static void Isotonic(ReferenceCase recorded, double tolerance)
    {
        var curve = IsotonicCalibration.Fit(recorded.Numbers("x"), recorded.Numbers("y"), recorded.Numbers("weights"));
        recorded.Expect("unique_x", curve.Points, tolerance);
        recorded.Expect("fitted", curve.Fitted, tolerance);
        recorded.Expect("predicted", recorded.Numbers("query").Select(curve.Predict), tolerance);
    }

    public static void Conformal(ReferenceCase recorded, double tolerance)
    {
        var threshold = ConformalThreshold.Of(recorded.Numbers("scores"), recorded.Number("alpha"));
        recorded.Expect("k", threshold.Rank, 0);
        recorded.Expect("qhat", threshold.Value, tolerance);
        if (recorded.Has("test_probs"))
        {
            var sets = recorded.Rows("test_probs").Select(p => threshold.Accepted(p).Select(c => (double)c));
            recorded.Expect("prediction_sets", sets, 0);
        }
        // What a naive ceiling gives: information only.
        recorded.Ignore("k_without_epsilon");
    }

    private static double ExpectedError(double[][] logits, int[] truth, double temperature)
    {
        var p = logits.Select(row => TemperatureScaling.Apply(row, temperature)).ToArray();
        var confidence = p.Select(row => row.Max()).ToArray();
        var correct = p.Select((row, i) => Array.IndexOf(row, row.Max()) == truth[i]).ToArray();
        return ReliabilityDiagram.Of(confidence, correct).ExpectedError;
    }
}
