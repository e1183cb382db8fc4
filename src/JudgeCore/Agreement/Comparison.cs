namespace JudgeCore.Agreement;

/// <summary>One comparison of two items.</summary>
/// <param name="Winner">Index of the better item; either of the two where it is a tie.</param>
/// <param name="Loser">Index of the other.</param>
/// <param name="Tie">Whether it counts half a win each way.</param>
public readonly record struct Comparison(int Winner, int Loser, bool Tie = false);
