namespace JudgeCore.Agreement;

/// <summary>One bar of a reliability diagram.</summary>
/// <param name="Low">Lower end of the bin, not part of it (except 0 in the first bin).</param>
/// <param name="High">Upper end, part of the bin.</param>
/// <param name="Count">Verdicts whose confidence lies in the bin.</param>
/// <param name="Confidence">Their mean confidence; NaN for an empty bin.</param>
/// <param name="Accuracy">Share of them that is right; NaN for an empty bin.</param>
public sealed record ReliabilityBin(double Low, double High, int Count, double Confidence, double Accuracy);
