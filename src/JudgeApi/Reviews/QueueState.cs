using JudgeApi.Storage.Entities;

namespace JudgeApi.Reviews;

/// <summary>How far raters are with one task's share of the queue.</summary>
/// <param name="Share">random or uncertain.</param>
/// <param name="Waiting">Judgments that still want answers.</param>
/// <param name="Closed">Judgments that have enough, or were skipped too often.</param>
/// <param name="Answers">Answers of all raters.</param>
/// <param name="Skips">Skips of all raters.</param>
internal sealed record QueueState(string Task, CorrectionOrigin Share, int Waiting, int Closed, int Answers, int Skips);
