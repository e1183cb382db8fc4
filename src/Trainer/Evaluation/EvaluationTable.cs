using JudgeCore.Agreement;
using JudgeCore.Gates;
using JudgeCore.Verdicts;
using Spectre.Console;

namespace Trainer.Evaluation;

/// <summary>An evaluation as tables for people.</summary>
internal static class EvaluationTable
{
    /// <summary>Writes a table of all tasks, and one of pairs where there are any.</summary>
    public static void Write(IAnsiConsole console, Evaluation evaluation)
    {
        var table = New("Task", "Mode", "Items", "Accuracy %", "Macro-F1 %", "Kappa", "ECE", "Brier", "NLL", "Format %");
        foreach (var task in evaluation.Tasks)
        {
            table.AddRow(
                Markup.Escape(Name(task)),
                Word(task.Mode),
                $"{task.Items}",
                Share(task.Accuracy, task.AccuracyInterval),
                Share(task.MacroF1, task.MacroF1Interval),
                Number(task.Kappa),
                Number(task.CalibrationError),
                Number(task.Brier),
                Number(task.LogLoss),
                task.FormatRate is { } format ? Share(format, task.FormatInterval) : ""
            );
        }

        foreach (var overall in evaluation.Overall)
        {
            table.AddRow(
                $"[bold]mean of {overall.Tasks} tasks[/]{(overall.Source == EvidenceSource.Data ? " (data)" : "")}",
                Word(overall.Mode),
                "",
                Share(overall.Accuracy, null),
                Share(overall.MacroF1, null),
                Number(overall.Kappa ?? double.NaN),
                Number(overall.CalibrationError),
                "",
                "",
                overall.FormatRate is { } format ? Share(format, null) : ""
            );
        }

        console.Write(table);
        var pairs = evaluation.Tasks.Where(task => task.FlipRate is not null).ToList();
        if (pairs.Count > 0)
        {
            var orders = New("Pair", "Mode", "A first %", "B first %", "Both orders %", "Flips %");
            foreach (var pair in pairs)
            {
                orders.AddRow(
                    Markup.Escape(pair.Task),
                    Word(pair.Mode),
                    Share(pair.AccuracyAB!.Value, null),
                    Share(pair.AccuracyBA!.Value, null),
                    Share(pair.AccuracyInBoth!.Value, pair.AccuracyInBothInterval),
                    Share(pair.FlipRate!.Value, pair.FlipInterval)
                );
            }

            console.Write(orders);
        }

        foreach (var scale in evaluation.Tasks.Where(task => task.Spearman is not null))
        {
            console.MarkupLineInterpolated(
                $"{Name(scale)}, {Word(scale.Mode)}: SRCC {Number(scale.Spearman!.Value)} ({Number(scale.SpearmanInterval!.Value.Low)} to {Number(scale.SpearmanInterval.Value.High)}), PLCC {Number(scale.Pearson!.Value)}, tau-b {Number(scale.KendallTauB!.Value)}, kappa linear {Number(scale.LinearKappa!.Value)}, quadratic {Number(scale.QuadraticKappa!.Value)}"
            );
        }

        if (evaluation.ModeAgreement.Count > 0)
        {
            console.MarkupLineInterpolated(
                $"Both modes agree on: {string.Join(", ", evaluation.ModeAgreement.Select(task => $"{task.Key} {Share(task.Value, null)} %"))}"
            );
        }
    }

    private static Table New(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Minimal);
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn(column) { NoWrap = true });
        }

        return table;
    }

    private static string Name(TaskEvaluation task) =>
        $"{task.Task}{(task.Strategy == PairStrategy.Independent ? " (independent)" : "")}{(task.Source == EvidenceSource.Data ? " (data)" : "")}";

    private static string Word(VerdictMode mode) => mode == VerdictMode.Verdict ? "verdict" : "reasoned";

    private static string Share(double share, Interval? interval) =>
        interval is { } ends
            ? FormattableString.Invariant($"{100 * share:F1} ({100 * ends.Low:F1} to {100 * ends.High:F1})")
            : FormattableString.Invariant($"{100 * share:F1}");

    private static string Number(double value) => double.IsNaN(value) ? "" : FormattableString.Invariant($"{value:F3}");
}
