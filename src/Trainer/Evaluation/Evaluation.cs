using JudgeCore.Verdicts;

namespace Trainer.Evaluation;

/// <summary>evaluation.json: one checkpoint on one held-out set.</summary>
/// <param name="Model">The weights that were evaluated.</param>
/// <param name="Split">Gym split the items come from.</param>
/// <param name="Tasks">Figures by task, mode and strategy.</param>
/// <param name="ModeAgreement">By task: share of items on which both modes give the same verdict.</param>
internal sealed record Evaluation(
    ModelIdentity Model,
    string Split,
    IReadOnlyList<TaskEvaluation> Tasks,
    IReadOnlyDictionary<string, double> ModeAgreement
)
{
    /// <summary>Mean macro-F1 of the six pointwise tasks in a mode; NaN when one is missing.</summary>
    public double PointwiseMacroF1(VerdictMode mode)
    {
        var pointwise = Tasks.Where(task => task.Mode == mode && Gym.GymTasks.Pointwise.Contains(task.Task)).ToList();
        return pointwise.Count == Gym.GymTasks.Pointwise.Length ? pointwise.Average(task => task.MacroF1) : double.NaN;
    }
}
