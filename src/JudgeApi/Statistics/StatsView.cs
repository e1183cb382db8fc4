namespace JudgeApi.Statistics;

/// <summary>Answer of GET /stats.</summary>
/// <param name="ComputedAt">An answer is given again for some seconds.</param>
/// <param name="Sample">Which reviewed judgments speak for all.</param>
/// <param name="Tasks">By name.</param>
internal sealed record StatsView(DateTimeOffset ComputedAt, StatsSample Sample, IReadOnlyList<TaskStats> Tasks);
