using JudgeCore.Agreement;

namespace Trainer.Evaluation;

/// <summary>One prompt family of a task.</summary>
/// <param name="Items">How many.</param>
/// <param name="Accuracy">Share that is right.</param>
/// <param name="AccuracyInterval">95 %.</param>
/// <param name="MacroF1">Over the task's labels.</param>
internal sealed record FamilyEvaluation(int Items, double Accuracy, Interval AccuracyInterval, double MacroF1);
