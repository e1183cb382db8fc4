using System.Globalization;
using System.Text;
using JudgeCore.Tasks;
using Trainer.Gym;
using Trainer.Sft;

namespace Trainer.Experiments;

/// <summary>The paper's table: macro-F1 in domain, pairs out of domain; means over seeds with lowest and highest.</summary>
internal static class PaperTable
{
    private static readonly string[] Headline =
    [
        BuiltInTasks.PairwiseOf(BuiltInTasks.Alignment),
        BuiltInTasks.PairwiseOf(BuiltInTasks.Safety),
        BuiltInTasks.PairwiseOf(BuiltInTasks.Preference),
    ];

    /// <param name="results">Of all arms.</param>
    /// <param name="mode">"reasoned" or "verdict".</param>
    public static string Write(IReadOnlyList<ArmResult> results, string mode)
    {
        var text = new StringBuilder();
        text.Append("| From the same base | seeds | ");
        text.AppendJoin(" | ", GymTasks.Pointwise);
        text.AppendLine(
            " | mean F1 | format | pairs accuracy (alignment, safety, preference) | pairs accuracy, all six | right in both orders | flips | CPU s |"
        );
        text.AppendLine($"|---|---|{string.Concat(GymTasks.Pointwise.Select(_ => "---|"))}---|---|---|---|---|---|---|");
        foreach (var (name, rows) in Rows(results))
        {
            if (rows.Count == 0)
            {
                continue;
            }

            string[] cells =
            [
                name,
                rows.Count.ToString(CultureInfo.InvariantCulture),
                .. GymTasks.Pointwise.Select(task => Cell(rows, row => row.Of(task, mode).MacroF1)),
                Cell(rows, row => GymTasks.Pointwise.Average(task => row.Of(task, mode).MacroF1)),
                Cell(rows, row => GymTasks.Pointwise.Average(task => row.Of(task, mode).Format)),
                Cell(rows, row => Headline.Average(task => row.Of(task, mode).Accuracy)),
                Cell(rows, row => GymTasks.Pairwise.Average(task => row.Of(task, mode).Accuracy)),
                Cell(rows, row => GymTasks.Pairwise.Average(task => row.Of(task, mode).BothOrders!.Value)),
                Cell(rows, row => GymTasks.Pairwise.Average(task => row.Of(task, mode).Flips!.Value)),
                rows.Average(row => row.CpuSeconds).ToString("F0", CultureInfo.InvariantCulture),
            ];
            text.AppendLine($"| {string.Join(" | ", cells)} |");
        }

        return text.ToString();
    }

    /// <summary>The table's lines: arms on all tasks as they are, arms on one task put together, each answering for its own task and pair.</summary>
    public static IEnumerable<(string Name, List<PaperRow> Rows)> Rows(IReadOnlyList<ArmResult> results)
    {
        yield return ("base", Whole("base"));
        foreach (var target in new[] { SftTarget.VerdictOnly, SftTarget.Rationale })
        {
            string method = PaperExperiment.SupervisedMethod(target);
            yield return ($"{method}, single", Assembled(method));
            foreach (double rate in PaperExperiment.LearningRates)
            {
                string arm = PaperExperiment.Unified(target, rate);
                yield return (arm, Whole(arm));
            }
        }

        yield return ("RL, single", Assembled("RL"));
        yield return ("MT-RL", Whole("MT-RL"));

        List<PaperRow> Whole(string arm) => [.. results.Where(r => r.Arm == arm).Select(r => new PaperRow(_ => r, r.CpuSeconds))];

        List<PaperRow> Assembled(string method)
        {
            var byTask = GymTasks.Pointwise.ToDictionary(
                task => task,
                task => results.Where(r => r.Arm == PaperExperiment.Single(method, task)).ToDictionary(r => r.Seed)
            );
            return
            [
                .. byTask
                    .Values.First()
                    .Keys.Where(seed => byTask.Values.All(arms => arms.ContainsKey(seed)))
                    .Order()
                    .Select(seed => new PaperRow(
                        task => byTask[GymTasks.Pairwise.Contains(task) ? BuiltInTasks.TwinOf(task) : task][seed],
                        byTask.Values.Sum(arms => arms[seed].CpuSeconds)
                    )),
            ];
        }
    }

    private static string Cell(IEnumerable<PaperRow> rows, Func<PaperRow, double> figure)
    {
        double[] values = [.. rows.Select(figure).Select(value => 100 * value)];
        return values.Length == 1
            ? values[0].ToString("F1", CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{values.Average():F1} ({values.Min():F1} to {values.Max():F1})");
    }
}
