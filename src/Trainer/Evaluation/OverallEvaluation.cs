using JudgeCore.Gates;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;

namespace Trainer.Evaluation;

/// <summary>Means over tasks, each task counting alike; of pairs the joint strategy counts.</summary>
/// <param name="Source">Data or gym.</param>
/// <param name="Mode">Mode of the answers.</param>
/// <param name="Tasks">How many tasks.</param>
/// <param name="Accuracy">Mean accuracy.</param>
/// <param name="MacroF1">Mean macro-F1.</param>
/// <param name="Kappa">Mean kappa over the tasks that have one.</param>
/// <param name="CalibrationError">Mean ECE.</param>
/// <param name="FormatRate">Mean over the tasks that were freely answered; null where none was.</param>
internal sealed record OverallEvaluation(
    EvidenceSource Source,
    VerdictMode Mode,
    int Tasks,
    double Accuracy,
    double MacroF1,
    double? Kappa,
    double CalibrationError,
    double? FormatRate
)
{
    public static IReadOnlyList<OverallEvaluation> Of(IReadOnlyList<TaskEvaluation> tasks) =>
        [
            .. tasks
                .Where(task => task.Strategy is null or PairStrategy.Joint)
                .GroupBy(task => (task.Source, task.Mode))
                .Select(group => new OverallEvaluation(
                    group.Key.Source,
                    group.Key.Mode,
                    group.Count(),
                    group.Average(task => task.Accuracy),
                    group.Average(task => task.MacroF1),
                    Mean(group.Select(task => task.Kappa)),
                    group.Average(task => task.CalibrationError),
                    Mean(group.Select(task => task.FormatRate ?? double.NaN))
                )),
        ];

    private static double? Mean(IEnumerable<double> values) =>
        values.Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Average() is var mean && double.IsNaN(mean)
            ? null
            : mean;
}
