namespace JudgeApi.Calibrations;

/// <summary>Some calibrations, newest first; the first of a model and a task version that covers a mode is in force there.</summary>
/// <param name="NextCursor">Send it as <c>cursor</c> for the next page; null at the end.</param>
internal sealed record CalibrationPage(IReadOnlyList<CalibrationView> Items, string? NextCursor);
