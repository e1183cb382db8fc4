// One temperature that makes confidence honest, and the threshold under which the judge should not answer, both from what people say.
using JudgeApi.Reviews;
using JudgeApi.Statistics;
using JudgeCore.Agreement;

namespace JudgeApi.Calibrations;

/// <param name="Temperature">1 where none helps on judgments that it was not fitted on.</param>
/// <param name="AbstainBelow">Null where no target was given.</param>
/// <param name="Coverage">Share of the judgments at or above the threshold.</param>
/// <param name="AnsweredError">Share of these that is wrong; NaN where there are none.</param>
/// <param name="LossBefore">Nats a judgment as the checkpoint gives them.</param>
/// <param name="LossAfter">Nats a held-out judgment.</param>
/// <param name="ErrorBefore">ECE, likewise.</param>
/// <param name="ErrorAfter">ECE of held-out judgments.</param>
internal sealed record CalibrationFit(
    double Temperature,
    double? AbstainBelow,
    double Coverage,
    double AnsweredError,
    double LossBefore,
    double LossAfter,
    double ErrorBefore,
    double ErrorAfter
)
{
    private const int Folds = 5;

    // One-sided 95 %: the upper end of a 90 % interval.
    private const double Doubt = 0.1;

    /// <summary>Fits on judgments whose distributions are the checkpoint's own.</summary>
    /// <param name="cases">At least one.</param>
    /// <param name="targetError">Null: no threshold.</param>
    /// <returns>Null where no threshold keeps the target beyond doubt.</returns>
    public static CalibrationFit? Of(IReadOnlyList<RatedCase> cases, double? targetError)
    {
        var before = Score(cases);
        var folds = cases.ToLookup(one => (int)(Draw.Of(one.JudgmentId, "fold") * Folds));
        RatedCase[] heldOut =
        [
            .. folds.SelectMany(fold =>
            {
                double fitted = Fit([.. folds.Where(other => other.Key != fold.Key).SelectMany(other => other)]);
                return fold.Select(one => Tempered(one, fitted));
            }),
        ];
        var after = Score(heldOut);
        double temperature = after.Loss < before.Loss ? Fit(cases) : 1;
        if (temperature == 1)
        {
            after = before;
        }

        RatedCase[] served = [.. cases.Select(one => Tempered(one, temperature))];
        double? threshold = targetError is { } target ? Threshold(served, target) : null;
        if (targetError is not null && threshold is null)
        {
            return null;
        }

        RatedCase[] answered = [.. served.Where(one => Confidence(one) >= (threshold ?? 0))];
        double weight = answered.Sum(one => one.Weight);
        return new CalibrationFit(
            temperature,
            threshold,
            weight / served.Sum(one => one.Weight),
            answered.Sum(one => one.Weight * Wrong(one)) / weight,
            before.Loss,
            after.Loss,
            before.Error,
            after.Error
        );
    }

    // Without others to learn from nothing is changed.
    private static double Fit(IReadOnlyList<RatedCase> cases) =>
        cases.Count == 0
            ? 1
            : TemperatureScaling.FitWeighted(
                [.. cases.Select(one => Array.ConvertAll(one.Distribution, CalibratedVerdict.Log))],
                [.. cases.Select(one => Array.ConvertAll(one.Truth, share => share * one.Weight))]
            );

    private static RatedCase Tempered(RatedCase one, double temperature) =>
        one with
        {
            Distribution = CalibratedVerdict.Tempered(one.Distribution, temperature),
        };

    private static (double Loss, double Error) Score(IReadOnlyList<RatedCase> cases)
    {
        var table = new CaseTable(cases, cases[0].Truth.Length, ordered: false);
        double[] figures = table.Compute([.. Enumerable.Range(0, cases.Count)]);
        return (figures[(int)Measure.LogLoss], figures[(int)Measure.CalibrationError]);
    }

    // The most answers whose share of errors is, beyond doubt, no more than the target.
    private static double? Threshold(RatedCase[] served, double target)
    {
        double? threshold = null;
        double weight = 0;
        double wrong = 0;
        int count = 0;
        foreach (var level in served.GroupBy(Confidence).OrderByDescending(level => level.Key))
        {
            weight += level.Sum(one => one.Weight);
            wrong += level.Sum(one => one.Weight * Wrong(one));
            count += level.Count();
            int errors = Math.Min(count, (int)Math.Ceiling(wrong / weight * count - 1e-9));
            if (WilsonInterval.Of(errors, count, Doubt).High <= target)
            {
                threshold = level.Key;
            }
        }

        return threshold is { } found && served.All(one => Confidence(one) >= found) ? 0 : threshold;
    }

    private static double Confidence(RatedCase one) => one.Distribution[one.Verdict];

    private static double Wrong(RatedCase one) => 1 - one.Truth[one.Verdict];
}
