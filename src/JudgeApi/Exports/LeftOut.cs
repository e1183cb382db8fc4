namespace JudgeApi.Exports;

/// <summary>A judgment that people spoke of and that has no label all the same.</summary>
internal sealed record LeftOut(string Judgment, string Why);
