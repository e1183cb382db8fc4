namespace JudgeApi.Retraining;

/// <summary>A judgment that people spoke of and that no run can use.</summary>
internal sealed record DroppedCase(string JudgmentId, string Task, string Why);
