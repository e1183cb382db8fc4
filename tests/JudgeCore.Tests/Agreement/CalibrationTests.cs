using JudgeCore.Agreement;

namespace JudgeCore.Tests.Agreement;

/// <summary>Calibration beyond the recorded cases.</summary>
public sealed class CalibrationTests
{
    [Fact]
    public void Confidence_outside_its_range_is_refused_but_rounding_is_forgiven()
    {
        Assert.Equal(1, ReliabilityDiagram.Of([1.0000001], [true]).Bins[^1].Count);
        var error = Assert.Throws<ArgumentException>(() => ReliabilityDiagram.Of([0.5, 1.2], [true, true]));
        Assert.Contains("confidence[1] is 1.2", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ReliabilityDiagram.Of([double.NaN], [true]));
        Assert.True(double.IsNaN(ReliabilityDiagram.Of([], []).ExpectedError));
    }

    [Fact]
    public void A_label_that_is_not_allowed_does_not_disturb_the_temperature()
    {
        double[][] logits =
        [
            [2, 0],
            [1, 0],
            [0, 2],
            [0, 1.5],
            [1, 0],
        ];
        double[][] masked = [.. logits.Select(row => (double[])[.. row, double.NegativeInfinity])];
        int[] truth = [0, 1, 1, 1, 0];
        Assert.Equal(TemperatureScaling.Fit(logits, truth), TemperatureScaling.Fit(masked, truth), 12);
    }

    [Fact]
    public void Certain_truths_of_equal_weight_have_the_temperature_of_labels_and_a_weight_is_a_number_of_copies()
    {
        double[][] logits =
        [
            [2, 0, 1],
            [1, 0, 0],
            [0, 2, 1],
            [0, 1.5, 1],
            [1, 0, 3],
        ];
        int[] truth = [0, 1, 1, 1, 0];
        double[][] certain = [.. truth.Select(label => Enumerable.Range(0, 3).Select(k => k == label ? 1.0 : 0).ToArray())];
        Assert.Equal(TemperatureScaling.Fit(logits, truth), TemperatureScaling.FitWeighted(logits, certain), 12);

        // Item 0 three times, once with another truth.
        double[][] copies = [.. logits, logits[0], logits[0]];
        certain[0] = [2, 0, 1];
        Assert.Equal(TemperatureScaling.Fit(copies, [.. truth, 0, 2]), TemperatureScaling.FitWeighted(logits, certain), 12);
    }

    [Fact]
    public void Without_evidence_the_temperature_stays_one()
    {
        Assert.Equal(
            1,
            TemperatureScaling.Fit(
                [
                    [0.3, 0.3],
                    [1, 1],
                ],
                [0, 1]
            )
        );
        Assert.True(double.IsNaN(TemperatureScaling.Fit([], [])));
        Assert.Throws<ArgumentException>(() =>
            TemperatureScaling.Fit(
                [
                    [1, 2],
                ],
                [0],
                minimum: 0
            )
        );
    }

    [Fact]
    public void Temperature_keeps_the_order_of_labels()
    {
        var soft = TemperatureScaling.Apply([3, 1, 2], 4);
        Assert.True(soft[0] > soft[2] && soft[2] > soft[1]);
        Assert.Equal(1, soft.Sum(), 12);
        Assert.True(soft[0] < TemperatureScaling.Apply([3, 1, 2], 1)[0]);
    }

    [Fact]
    public void A_weight_of_zero_leaves_an_observation_out()
    {
        var with = IsotonicCalibration.Fit([0.1, 0.5, 0.9], [0, 1, 0], [1, 0, 1]);
        Assert.Equal([0.1, 0.9], with.Points);
        Assert.True(double.IsNaN(IsotonicCalibration.Fit([], []).Predict(0.5)));
    }

    [Fact]
    public void A_stored_curve_predicts_as_the_fitted_one()
    {
        var fitted = IsotonicCalibration.Fit([0.1, 0.4, 0.5, 0.8], [0, 1, 0, 1]);
        var stored = IsotonicCalibration.Stored(fitted.Points, fitted.Fitted);
        Assert.Equal(fitted.Predict(0.63), stored.Predict(0.63));
        Assert.Throws<ArgumentException>(() => IsotonicCalibration.Stored([0.2, 0.1], [0, 1]));
    }

    [Fact]
    public void Prediction_sets_hold_the_truth_as_often_as_promised()
    {
        var random = new Random(11);
        var scores = Enumerable.Range(0, 500).Select(_ => random.NextDouble()).ToArray();
        var threshold = ConformalThreshold.Of(scores, 0.2);
        var held = Enumerable.Range(0, 5000).Count(_ => random.NextDouble() <= threshold.Value) / 5000.0;
        Assert.InRange(held, 0.74, 0.86);
        Assert.Empty(ConformalThreshold.Of(scores, 1).Accepted([0.5, 0.5]));
    }
}
