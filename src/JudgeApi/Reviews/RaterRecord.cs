namespace JudgeApi.Reviews;

/// <summary>What raters are told of their own work.</summary>
/// <param name="Answers">Judgments that the rater has answered, ever.</param>
/// <param name="Waiting">Judgments of the queue that still want answers, of whomever.</param>
/// <param name="GoldAgreement">Share of items with a known answer that the rater answered so; null while there are too few to say.</param>
/// <param name="GoldAnswers">How many those are.</param>
internal sealed record RaterRecord(int Answers, int Waiting, double? GoldAgreement, int GoldAnswers);
