using JudgeCore.Verdicts;

namespace Trainer.Evaluation;

/// <summary>One held-out item and what the judge said of it.</summary>
/// <param name="Gold">The right verdict label ("yes", "A", "4").</param>
/// <param name="Family">Prompt family.</param>
/// <param name="Verdict">The judge's answer.</param>
internal sealed record JudgedCase(string Gold, string Family, Verdict Verdict);
