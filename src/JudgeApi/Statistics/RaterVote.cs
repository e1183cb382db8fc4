using JudgeApi.Storage.Entities;

namespace JudgeApi.Statistics;

/// <summary>A rater's last word on a judgment.</summary>
/// <param name="Rater">The rater's id.</param>
/// <param name="Label">Index into the task's labels; null for a tie, which takes no side.</param>
/// <param name="Score">Scales: from 1.</param>
/// <param name="Origin">How the judgment came before the rater.</param>
internal sealed record RaterVote(string Rater, int? Label, double? Score, CorrectionOrigin Origin);
