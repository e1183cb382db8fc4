namespace JudgeApi.Statistics;

/// <summary>A rater's last word and what it counts, 0 to 1.</summary>
internal sealed record WeighedVote(string Rater, string Verdict, double? Score, double Weight);
