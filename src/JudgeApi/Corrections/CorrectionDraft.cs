namespace JudgeApi.Corrections;

/// <summary>A correction that fits its judgment's task; nothing is said yet of who gives it.</summary>
/// <param name="Verdict">In the order of images in which the rater saw them.</param>
/// <param name="Score">Scales only.</param>
/// <param name="Rationale">Trimmed; null where there is none.</param>
/// <param name="Certainty">0 to 1.</param>
/// <param name="SecondsSpent">At least 0.</param>
internal sealed record CorrectionDraft(string Verdict, double? Score, string? Rationale, double? Certainty, double? SecondsSpent);
