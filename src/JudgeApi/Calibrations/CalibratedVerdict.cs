using JudgeApi.Storage.Entities;
using JudgeCore.Agreement;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;

namespace JudgeApi.Calibrations;

/// <summary>A verdict whose confidence went through a calibration. The label stays: a temperature changes no order.</summary>
internal static class CalibratedVerdict
{
    // What a probability of 0 is taken for: a temperature could not bring it back.
    private const double Smallest = 1e-12;

    public static Verdict Of(Verdict verdict, Calibration calibration, JudgingTask task)
    {
        string[] labels = [.. task.VerdictLabels];
        double[] shares = Tempered([.. labels.Select(label => verdict.Distribution[label])], calibration.Temperature);
        double confidence = shares[Array.IndexOf(labels, verdict.Label)];
        return verdict with
        {
            Confidence = confidence,
            Distribution = labels.Zip(shares).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal),
            Score = task.Kind == TaskKind.Scale ? shares.Select((share, i) => share * (i + 1)).Sum() : null,
            Abstained = calibration.AbstainBelow is { } threshold ? confidence < threshold : verdict.Abstained,
        };
    }

    /// <summary>softmax(log p / T); at 1 the same numbers.</summary>
    public static double[] Tempered(double[] distribution, double temperature) =>
        temperature == 1 ? distribution : TemperatureScaling.Apply(Array.ConvertAll(distribution, Log), temperature);

    public static double Log(double probability) => Math.Log(Math.Max(probability, Smallest));
}
