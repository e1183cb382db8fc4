namespace JudgeApi.Statistics;

/// <summary>The figures of one model, rater, day or week.</summary>
internal sealed record FigureGroup(string Key, FigureSet Figures);
