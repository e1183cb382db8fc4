using JudgeCore.Gates;
using JudgeCore.Verdicts;
using Spectre.Console;

namespace Trainer.Gates;

/// <summary>Compared slices as a table for people.</summary>
internal static class ComparisonTable
{
    public static void Write(IAnsiConsole console, IReadOnlyList<GateSlice> slices, string first, string second)
    {
        var table = new Table().Border(TableBorder.Minimal);
        foreach (
            string column in new[]
            {
                "Slice",
                "Mode",
                "Items",
                $"Accuracy % {first}",
                second,
                "difference (interval)",
                "Macro-F1 difference",
                "Kappa difference",
                "ECE difference",
                "Flips",
                "McNemar p",
            }
        )
        {
            table.AddColumn(new TableColumn(column) { NoWrap = column == "Slice" });
        }

        foreach (var slice in slices)
        {
            string strategy = slice.Strategy == PairStrategy.Independent ? " (independent)" : "";
            string source = slice.Source == EvidenceSource.Data ? " (data)" : "";
            table.AddRow(
                Markup.Escape(slice.Family is { } family ? $"  {family}{strategy}{source}" : $"{slice.Task}{strategy}{source}"),
                slice.Mode == VerdictMode.Verdict ? "verdict" : "reasoned",
                $"{slice.Items}",
                Share(slice.Champion.Accuracy),
                Share(slice.Candidate.Accuracy),
                Difference(slice.Accuracy),
                Difference(slice.MacroF1),
                Difference(slice.Kappa),
                Difference(slice.CalibrationError),
                Difference(slice.FlipRate),
                FormattableString.Invariant($"{slice.McNemarP:0.0000} ({slice.OnlyChampionRight}:{slice.OnlyCandidateRight})")
            );
        }

        console.Write(table);
    }

    private static string Share(double share) => FormattableString.Invariant($"{100 * share:F1}");

    private static string Difference(MeasuredDifference? difference) =>
        difference is null
            ? ""
            : FormattableString.Invariant(
                $"{100 * difference.Value:+0.0;-0.0;0.0} ({100 * difference.Low:+0.0;-0.0;0.0} to {100 * difference.High:+0.0;-0.0;0.0})"
            );
}
