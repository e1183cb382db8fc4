using JudgeCore.Verdicts;

namespace Trainer.Evaluation;

/// <summary>A checkpoint's answers to an examination.</summary>
/// <param name="Model">Its weights.</param>
/// <param name="DefaultMode">The mode of requests that ask for none.</param>
/// <param name="Predictions">All answers.</param>
internal sealed record ExaminedJudge(ModelIdentity Model, VerdictMode DefaultMode, IReadOnlyList<Prediction> Predictions);
