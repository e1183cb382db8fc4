using JudgeCore.Gates;
using JudgeCore.Verdicts;

namespace Trainer.Evaluation;

/// <summary>evaluation.json: one checkpoint on held-out items. See docs/evaluation.md.</summary>
/// <param name="Model">The weights that were evaluated.</param>
/// <param name="Split">Gym split the items come from; "" where they come from data files alone.</param>
/// <param name="Tasks">Figures by task, mode and strategy.</param>
/// <param name="ModeAgreement">By task: share of items on which both modes give the same verdict.</param>
internal sealed record Evaluation(
    ModelIdentity Model,
    string Split,
    IReadOnlyList<TaskEvaluation> Tasks,
    IReadOnlyDictionary<string, double> ModeAgreement
)
{
    public const string FileName = "evaluation.json";

    /// <summary>Means over the tasks.</summary>
    public IReadOnlyList<OverallEvaluation> Overall { get; init; } = [];

    /// <summary>All figures of a list of predictions.</summary>
    public static Evaluation Of(ModelIdentity model, string split, IReadOnlyList<Prediction> predictions)
    {
        var tasks = predictions
            .GroupBy(p => (p.Source, p.Task, p.Mode, p.Strategy))
            .Select(group => TaskEvaluation.Of([.. group]))
            .ToList();
        return new Evaluation(model, split, tasks, Agreement(predictions)) { Overall = OverallEvaluation.Of(tasks) };
    }

    /// <summary>Mean macro-F1 of the six pointwise gym tasks in a mode; NaN when one is missing.</summary>
    public double PointwiseMacroF1(VerdictMode mode)
    {
        var pointwise = Tasks
            .Where(task => task.Source == EvidenceSource.Gym && task.Mode == mode && Gym.GymTasks.Pointwise.Contains(task.Task))
            .ToList();
        return pointwise.Count == Gym.GymTasks.Pointwise.Length ? pointwise.Average(task => task.MacroF1) : double.NaN;
    }

    // Pairs: of the joint strategy, where it was asked for.
    private static Dictionary<string, double> Agreement(IReadOnlyList<Prediction> predictions) =>
        predictions
            .GroupBy(p => p.Task)
            .Select(task =>
                (
                    task.Key,
                    Pairs: task.GroupBy(p => (p.Source, p.Id))
                        .Select(item =>
                            (
                                Verdict: item.FirstOrDefault(p => p.Mode == VerdictMode.Verdict),
                                Reasoned: item.FirstOrDefault(p => p.Mode == VerdictMode.Reasoned)
                            )
                        )
                        .Where(item => item.Verdict is not null && item.Reasoned is not null)
                        .ToList()
                )
            )
            .Where(task => task.Pairs.Count > 0)
            .ToDictionary(
                task => task.Key,
                task => task.Pairs.Average(item => item.Verdict!.Label == item.Reasoned!.Label ? 1.0 : 0)
            );
}
