using JudgeCore.Gates;
using JudgeCore.Verdicts;
using Trainer.Evaluation;

namespace Trainer.Gates;

/// <summary>The corrected tasks must be better beyond doubt on what people said.</summary>
internal sealed class ImprovementRule(GateRules rules, VerdictMode defaultMode)
{
    public const string Name = "improves";

    public IEnumerable<RuleResult> Apply(IReadOnlyList<ComparedSlice> slices)
    {
        // Where answers were asked for in the other mode only, it is the one that counts.
        var mode = rules.ImproveMode ?? (slices.Any(slice => slice.Mode == defaultMode) ? defaultMode : slices[0].Mode);
        var data = slices.Where(slice => slice is { Source: EvidenceSource.Data, Family: null } && slice.Mode == mode).ToList();
        var enough = data.Where(slice => slice.Items >= rules.MinimumItems).ToList();
        string[] tasks = [.. (rules.ImproveTasks ?? enough.Select(slice => slice.Task)).Distinct()];
        if (tasks.Length == 0)
        {
            string most = data.Count == 0 ? "none" : $"{data.Max(slice => slice.Items)} at most";
            yield return Undecided(
                null,
                $"No task has the {rules.MinimumItems} held-out items that an improvement needs; the data has {most} in this mode."
            );
            yield break;
        }

        foreach (string task in tasks.Where(task => enough.All(slice => slice.Task != task)))
        {
            int items = data.Where(slice => slice.Task == task).Sum(slice => slice.Items);
            yield return Undecided(
                task,
                $"{task}: {items} held-out items {SliceName.Place(EvidenceSource.Data, mode)}, an improvement needs {rules.MinimumItems}."
            );
        }

        var those = enough.Where(slice => tasks.Contains(slice.Task)).ToList();
        if (rules.Improve == ImprovementScope.Each || those.Count == 1)
        {
            foreach (var slice in those)
            {
                yield return Decide(slice.Name, slice.Measure(Measured, rules.Confidence), slice.Items);
            }
        }
        else if (those.Count > 1)
        {
            bool defined = those.All(slice => !double.IsNaN(Measured(slice.Difference)));
            yield return Decide(
                $"{string.Join(", ", those.Select(slice => slice.Task))} together {SliceName.Place(EvidenceSource.Data, mode)}",
                defined ? MeanDifference.Of(those, Measured, rules.Confidence) : null,
                those.Sum(slice => slice.Items)
            );
        }
    }

    private RuleResult Decide(string slice, MeasuredDifference? measured, int items)
    {
        string what = rules.Measure switch
        {
            GateMeasure.Accuracy => "accuracy",
            GateMeasure.MacroF1 => "macro-F1",
            _ => "kappa",
        };
        if (measured is null)
        {
            return Undecided(slice, $"{slice}: {what} is not defined on its {items} items.");
        }

        bool improves = measured.Low > rules.MinimumGain;
        string wanted =
            rules.MinimumGain == 0
                ? "an improvement beyond doubt"
                : FormattableString.Invariant($"an improvement of more than {100 * rules.MinimumGain:0.#} points beyond doubt");
        return new RuleResult(
            Name,
            slice,
            improves ? RuleVerdict.Passed : RuleVerdict.Failed,
            measured,
            rules.MinimumGain,
            rules.Confidence,
            $"{slice}: {what} changed by {Gate.Show(measured)} at {100 * rules.Confidence:0.##} % on {items} items; {(improves ? "" : "not ")}{wanted}."
        );
    }

    private double Measured(Figures figures) =>
        rules.Measure switch
        {
            GateMeasure.Accuracy => figures.Accuracy,
            GateMeasure.MacroF1 => figures.MacroF1,
            _ => figures.Kappa,
        };

    private RuleResult Undecided(string? slice, string sentence) =>
        new(Name, slice, RuleVerdict.Undecided, null, rules.MinimumGain, null, sentence);
}
