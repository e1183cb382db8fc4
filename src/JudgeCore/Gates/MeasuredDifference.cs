namespace JudgeCore.Gates;

/// <summary>Candidate minus champion on the same items.</summary>
/// <param name="Value">The measured difference.</param>
/// <param name="Low">Lower end of its paired bootstrap interval; null where there is none.</param>
/// <param name="High">Upper end.</param>
public sealed record MeasuredDifference(double Value, double? Low, double? High);
