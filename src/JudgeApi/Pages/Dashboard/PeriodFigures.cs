using JudgeApi.Statistics;

namespace JudgeApi.Pages.Dashboard;

/// <summary>The figures of a task in a week or on a day.</summary>
internal sealed record PeriodFigures(string Task, string Period, FigureSet Figures);
