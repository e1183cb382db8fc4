using JudgeCore.Engine;
using JudgeCore.Verdicts;

namespace Trainer.Policies;

/// <summary>A case as it is put to the judge in one mode.</summary>
/// <param name="Case">What is known about it.</param>
/// <param name="Mode">Bare verdict, or reasons first.</param>
/// <param name="Prompt">Its tokens and pictures.</param>
/// <param name="Entry">Index of the mixture's entry that it was drawn from: its task, for metrics by task.</param>
internal sealed record Question(TrainingCase Case, VerdictMode Mode, EnginePrompt Prompt, int Entry);
