namespace JudgeApi.Statistics;

/// <summary>What was judged within an hour.</summary>
internal sealed record TrafficHour(DateTimeOffset From, int Judgments);
