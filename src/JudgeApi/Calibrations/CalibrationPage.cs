namespace JudgeApi.Calibrations;

/// <summary>Calibrations, newest first, at most 200; the first of a task version and a model is in force.</summary>
internal sealed record CalibrationPage(IReadOnlyList<CalibrationView> Items);
