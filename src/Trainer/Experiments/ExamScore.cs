namespace Trainer.Experiments;

/// <summary>How a judge did on one part of an exam in one mode.</summary>
/// <param name="MacroF1">0 to 1; an answer that is no label counts as wrong.</param>
/// <param name="Accuracy">Share of right verdicts; joint pairs: each order alone.</param>
/// <param name="Format">Share of freely written answers that have the asked form.</param>
/// <param name="BothOrders">Joint pairs: right in both orders; else null.</param>
/// <param name="Flips">Joint pairs: share whose verdict depends on the order; else null.</param>
internal sealed record ExamScore(double MacroF1, double Accuracy, double Format, double? BothOrders, double? Flips);
