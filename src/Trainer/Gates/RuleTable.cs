using JudgeCore.Gates;
using Spectre.Console;

namespace Trainer.Gates;

/// <summary>A gate's rules and outcome for people.</summary>
internal static class RuleTable
{
    public static void Write(IAnsiConsole console, GateReport report)
    {
        var table = new Table().Border(TableBorder.Minimal).AddColumns("Rule", "", "");
        foreach (var result in report.Results)
        {
            string verdict = result.Verdict switch
            {
                RuleVerdict.Passed => "[green]passed[/]",
                RuleVerdict.Failed => "[red]failed[/]",
                _ => "[yellow]undecided[/]",
            };
            table.AddRow(result.Rule, verdict, Markup.Escape(result.Sentence));
        }

        console.Write(table);
        console.MarkupLineInterpolated($"[bold]{report.Outcome}[/]: {report.Summary}");
    }
}
