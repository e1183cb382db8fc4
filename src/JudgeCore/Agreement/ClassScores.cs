namespace JudgeCore.Agreement;

/// <summary>How well one class is recognised.</summary>
/// <param name="Precision">Share of the predictions of this class that are right; 0 where it was never predicted.</param>
/// <param name="Recall">Share of the true items of this class that were found; 0 where there are none.</param>
/// <param name="F1">Harmonic mean of the two; 0 where the class is neither true nor predicted.</param>
/// <param name="Support">How many items truly are of this class.</param>
public sealed record ClassScores(double Precision, double Recall, double F1, int Support);
