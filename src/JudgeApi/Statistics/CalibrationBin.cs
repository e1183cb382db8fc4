namespace JudgeApi.Statistics;

/// <summary>One bar of a reliability diagram.</summary>
/// <param name="Low">Confidence above this,</param>
/// <param name="High">up to this.</param>
/// <param name="Items">Judgments in the bin.</param>
/// <param name="Confidence">Their mean confidence.</param>
/// <param name="Accuracy">Share of them that is right.</param>
internal sealed record CalibrationBin(double Low, double High, int Items, double? Confidence, double? Accuracy);
