namespace JudgeApi.Retraining;

/// <summary>Judgments that cannot be used.</summary>
/// <param name="Task">Their task.</param>
/// <param name="Why">oldTaskVersion, noLabel, bothSides, imageMissing or import.</param>
/// <param name="Judgments">How many.</param>
internal sealed record DroppedCount(string Task, string Why, int Judgments);
