using System.Globalization;
using System.Text;
using JudgeCore.Agreement;
using JudgeCore.Checkpoints;
using JudgeCore.Verdicts;

namespace Trainer.Evaluation;

/// <summary>What a shipped checkpoint says of itself: measured choices in judge.json, measured figures in README.md.</summary>
internal static class ModelCard
{
    /// <summary>The better default mode by mean pointwise macro-F1, and the better strategy of each pair in that mode.</summary>
    public static JudgeCard Choose(Evaluation validation)
    {
        var modes = validation.Tasks.Select(task => task.Mode).Distinct();
        var mode = modes.MaxBy(mode => validation.PointwiseMacroF1(mode) is var score && double.IsNaN(score) ? 0 : score);
        return new JudgeCard
        {
            DefaultMode = mode,
            PairStrategies = validation
                .Tasks.Where(task => task.Mode == mode && task.Strategy is not null)
                .GroupBy(task => task.Task)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.MaxBy(task => task.Accuracy)!.Strategy!.Value),
        };
    }

    /// <summary>README.md of the checkpoint folder.</summary>
    public static string Write(string name, Evaluation test, JudgeCard chosen, string origin)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# {name}\n");
        text.AppendLine(origin + "\n");
        text.AppendLine(
            "It knows the pictures of the project's gym (docs/gym.md) and nothing else: on photographs its verdicts mean nothing.\n"
        );
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"Weights digest `{test.Model.Digest}`. Default mode: {Word(chosen.DefaultMode)}.\n"
        );
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"Measured by `trainer evaluate` on {test.Tasks.Max(task => task.Items):N0} held-out items a task (split `{test.Split}`, labels balanced), 95 % intervals.\n"
        );
        foreach (var mode in test.Tasks.Select(task => task.Mode).Distinct())
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"## Mode {Word(mode)}\n");
            text.AppendLine("| Task | Accuracy | Macro-F1 | ECE |\n|---|---|---|---|");
            foreach (var task in test.Tasks.Where(task => task.Mode == mode && task.Strategy is null))
            {
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"| {task.Task} | {Percent(task.Accuracy, task.AccuracyInterval)} | {Percent(task.MacroF1, task.MacroF1Interval)} | {task.CalibrationError:F3} |"
                );
            }

            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| **mean of the six** | | {100 * test.PointwiseMacroF1(mode):F1} | |\n"
            );
            text.AppendLine(
                "| Pair | Joint | one order | both orders right | flips | Independent | Default |\n|---|---|---|---|---|---|---|"
            );
            foreach (
                var pair in test.Tasks.Where(task => task.Mode == mode && task.Strategy is not null).GroupBy(task => task.Task)
            )
            {
                var joint = pair.First(task => task.Strategy == PairStrategy.Joint);
                var alone = pair.First(task => task.Strategy == PairStrategy.Independent);
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"| {pair.Key} | {Percent(joint.Accuracy, joint.AccuracyInterval)} | {100 * joint.AccuracyOneOrder:F1} | {100 * joint.AccuracyInBoth:F1} | {100 * joint.FlipRate:F1} % | {Percent(alone.Accuracy, alone.AccuracyInterval)} | {chosen.StrategyOf(pair.Key).ToString().ToLowerInvariant()} |"
                );
            }

            text.AppendLine();
        }

        text.AppendLine(
            "Both modes give the same verdict on: "
                + string.Join(
                    ", ",
                    test.ModeAgreement.Select(task =>
                        string.Create(CultureInfo.InvariantCulture, $"{task.Key} {100 * task.Value:F1} %")
                    )
                )
                + "."
        );
        return text.ToString();
    }

    private static string Word(VerdictMode mode) => mode == VerdictMode.Verdict ? "verdict" : "reasoned";

    private static string Percent(double share, Interval interval) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * share:F1} ({100 * interval.Low:F1} to {100 * interval.High:F1})");
}
