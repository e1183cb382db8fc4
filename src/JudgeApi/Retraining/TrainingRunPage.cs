namespace JudgeApi.Retraining;

/// <summary>Training runs, newest first.</summary>
internal sealed record TrainingRunPage(IReadOnlyList<TrainingRunView> Items, string? NextCursor);
