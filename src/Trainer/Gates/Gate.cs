// The decision is a pure function of the paired answers and the rules: the same answers, the same report.
using JudgeCore.Agreement;
using JudgeCore.Gates;
using JudgeCore.Verdicts;
using Trainer.Evaluation;

namespace Trainer.Gates;

/// <summary>Applies the rules of docs/gate.md to the answers of champion and candidate.</summary>
/// <param name="rules">What must hold.</param>
/// <param name="defaultMode">The candidate's: in it the corrected tasks must improve, unless the rules name another.</param>
internal sealed class Gate(GateRules rules, VerdictMode defaultMode)
{
    /// <summary>The results of all rules, the broken ones first, then the undecided.</summary>
    /// <param name="slices">Every task and family.</param>
    public IReadOnlyList<RuleResult> Apply(IReadOnlyList<ComparedSlice> slices)
    {
        var judged = slices.Where(slice => slice.Items >= rules.MinimumSliceItems).ToList();
        var tasks = judged.Where(slice => slice.Family is null).ToList();
        RuleResult[] results =
        [
            .. new ImprovementRule(rules, defaultMode).Apply(slices),
            .. Bounds("taskFalls", "accuracy", tasks, f => f.Accuracy, -rules.TaskMargin),
            .. Bounds("familyFalls", "accuracy", judged.Except(tasks), f => f.Accuracy, -rules.FamilyMargin),
            .. MeanFalls(tasks),
            .. Bounds("flips", "the flip rate", tasks, f => f.FlipRate, rules.FlipMargin),
            .. Bounds("calibration", "the calibration error", tasks, f => f.CalibrationError, rules.CalibrationMargin),
            .. Bounds("format", "the share of well-formed free answers", tasks, f => f.FormatRate, -rules.FormatMargin),
        ];
        return
        [
            .. results.OrderBy(result =>
                result.Verdict switch
                {
                    RuleVerdict.Failed => 0,
                    RuleVerdict.Undecided => 1,
                    _ => 2,
                }
            ),
        ];
    }

    /// <summary>The whole report.</summary>
    public GateReport Decide(
        IReadOnlyList<PairedPrediction> pairs,
        ModelIdentity champion,
        ModelIdentity candidate,
        DateTimeOffset now
    )
    {
        var slices = ComparedSlice.All(pairs, rules.Rounds, rules.Seed).ToList();
        var results = Apply(slices);
        var outcome =
            results.Any(result => result.Verdict == RuleVerdict.Failed) ? GateOutcome.Failed
            : results.Any(result => result.Verdict == RuleVerdict.Undecided) ? GateOutcome.InsufficientEvidence
            : GateOutcome.Passed;
        return new GateReport
        {
            Outcome = outcome,
            Summary = Summary(outcome, results),
            Champion = champion,
            Candidate = candidate,
            CreatedAt = now,
            Rules = rules,
            Results = results,
            Slices = [.. slices.Select(slice => slice.Report(rules.Confidence))],
        };
    }

    private static string Summary(GateOutcome outcome, IReadOnlyList<RuleResult> results)
    {
        if (outcome == GateOutcome.Passed)
        {
            return $"All {results.Count} rules hold. {results.First(result => result.Rule == ImprovementRule.Name).Sentence}";
        }

        var (wanted, words) =
            outcome == GateOutcome.Failed ? (RuleVerdict.Failed, "broken") : (RuleVerdict.Undecided, "undecided");
        var those = results.Where(result => result.Verdict == wanted).ToList();
        string more = those.Count > 3 ? $" And {those.Count - 3} more." : "";
        return $"{those.Count} of {results.Count} rules {(those.Count == 1 ? "is" : "are")} {words}. {string.Join(' ', those.Take(3).Select(result => result.Sentence))}{more}";
    }

    // A limit below 0 bounds a fall, above 0 a rise.
    private IEnumerable<RuleResult> Bounds(
        string rule,
        string what,
        IEnumerable<ComparedSlice> slices,
        Func<Figures, double> figure,
        double limit
    )
    {
        var those = slices.Where(slice => !double.IsNaN(figure(slice.Difference))).ToList();
        double confidence = Corrected(those.Count);
        return those.Select(slice =>
        {
            var measured = slice.Measure(figure, confidence)!;
            return Bound(rule, slice.Name, what, measured, limit, confidence, slice.Items);
        });
    }

    private List<RuleResult> MeanFalls(IReadOnlyList<ComparedSlice> tasks)
    {
        var means = tasks
            .GroupBy(slice => (slice.Source, slice.Mode))
            .Where(group => group.Count() > 1)
            .Select(group => (group.Key, Slices: group.ToList()))
            .ToList();
        double confidence = Corrected(means.Count);
        return
        [
            .. means.Select(mean =>
                Bound(
                    "meanFalls",
                    $"all {mean.Slices.Count} tasks {SliceName.Place(mean.Key.Source, mean.Key.Mode)}",
                    "mean accuracy",
                    MeanDifference.Of(mean.Slices, f => f.Accuracy, confidence),
                    -rules.MeanMargin,
                    confidence,
                    mean.Slices.Sum(slice => slice.Items)
                )
            ),
        ];
    }

    private RuleResult Bound(
        string rule,
        string slice,
        string what,
        MeasuredDifference measured,
        double limit,
        double confidence,
        int items
    )
    {
        // Turned so that a fall is bad.
        int sign = limit > 0 || rule is "flips" or "calibration" ? -1 : 1;
        double margin = Math.Abs(limit);
        double value = sign * measured.Value;
        double low = sign > 0 ? measured.Low ?? value : -(measured.High ?? -value);
        double high = sign > 0 ? measured.High ?? value : -(measured.Low ?? -value);
        bool beyond = value < -margin;
        var verdict =
            beyond && high < 0 ? RuleVerdict.Failed
            : rules.RequireProof && low < -margin ? RuleVerdict.Undecided
            : RuleVerdict.Passed;
        string conclusion = verdict switch
        {
            RuleVerdict.Failed => $"worse beyond doubt by more than the {Points(margin)} points allowed",
            RuleVerdict.Undecided => $"{items} items do not prove that it stays within {Points(margin)} points",
            _ when beyond => $"more than the {Points(margin)} points allowed, but on {items} items chance explains it",
            _ => $"within the {Points(margin)} points allowed",
        };
        return new RuleResult(
            rule,
            slice,
            verdict,
            measured,
            limit,
            confidence,
            $"{slice}: {what} changed by {Show(measured)} at {100 * confidence:0.##} %; {conclusion}."
        );
    }

    // Bonferroni: looking at many slices multiplies the chances of a false alarm.
    private double Corrected(int slices) => 1 - (1 - rules.Confidence) / Math.Max(1, slices);

    private static string Points(double share) =>
        (100 * share).ToString("0.#", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>"+4.0 points (+1.0 to +7.0)"</summary>
    public static string Show(MeasuredDifference measured) =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{100 * measured.Value:+0.0;-0.0;0.0} points ({100 * measured.Low:+0.0;-0.0;0.0} to {100 * measured.High:+0.0;-0.0;0.0})"
        );
}
