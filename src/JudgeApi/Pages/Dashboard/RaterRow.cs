using JudgeApi.Statistics;

namespace JudgeApi.Pages.Dashboard;

/// <summary>A rater in a task.</summary>
internal sealed record RaterRow(string Task, RaterView Rater);
