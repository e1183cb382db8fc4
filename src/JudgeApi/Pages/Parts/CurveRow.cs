namespace JudgeApi.Pages.Parts;

/// <summary>One place of a chart's horizontal axis, with a value of every curve; null: that curve has none there.</summary>
public sealed record CurveRow(string At, IReadOnlyList<double?> Values);
