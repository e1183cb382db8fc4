using System.Globalization;
using System.Text;
using JudgeCore.Verdicts;

namespace Trainer.Experiments;

/// <summary>The online experiment as a Markdown table: means over seeds, with the lowest and highest beside them.</summary>
internal static class OnlineTable
{
    public static string Write(IReadOnlyList<ArmResult> results)
    {
        var text = new StringBuilder();
        text.AppendLine(
            "| Arm | seeds | new policy F1, reasoned | verdict | written policies, reasoned | other tasks F1, reasoned | verdict | format, reasoned | CPU s |"
        );
        text.AppendLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var arm in results.GroupBy(result => result.Arm))
        {
            string[] cells =
            [
                arm.Key,
                arm.Count().ToString(CultureInfo.InvariantCulture),
                Cell(arm, r => F1(r, OnlineExperiment.NewPolicy, VerdictMode.Reasoned)),
                Cell(arm, r => F1(r, OnlineExperiment.NewPolicy, VerdictMode.Verdict)),
                Cell(arm, r => F1(r, OnlineExperiment.WrittenPolicies, VerdictMode.Reasoned)),
                Cell(arm, r => Others(r, VerdictMode.Reasoned)),
                Cell(arm, r => Others(r, VerdictMode.Verdict)),
                Cell(arm, r => r.Scores[Key(OnlineExperiment.NewPolicy, VerdictMode.Reasoned)].Format),
                arm.Average(r => r.CpuSeconds).ToString("F0", CultureInfo.InvariantCulture),
            ];
            text.AppendLine($"| {string.Join(" | ", cells)} |");
        }

        return text.ToString();
    }

    /// <summary>Mean macro-F1 of everything but the new policy.</summary>
    public static double Others(ArmResult result, VerdictMode mode) =>
        OnlineExperiment.Exam.Where(part => part.Name != OnlineExperiment.NewPolicy).Average(part => F1(result, part.Name, mode));

    /// <summary>Macro-F1 of a part.</summary>
    public static double F1(ArmResult result, string part, VerdictMode mode) => result.Scores[Key(part, mode)].MacroF1;

    private static string Key(string part, VerdictMode mode) =>
        $"{part}/{(mode == VerdictMode.Reasoned ? "reasoned" : "verdict")}";

    private static string Cell(IEnumerable<ArmResult> arm, Func<ArmResult, double> figure)
    {
        double[] values = [.. arm.Select(figure).Select(value => 100 * value)];
        return values.Length == 1
            ? values[0].ToString("F1", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{values.Average():F1} ({values.Min():F1} to {values.Max():F1})");
    }
}
