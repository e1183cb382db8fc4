namespace JudgeApi.Pages.Rating;

/// <summary>The answer that was stored last, for the rater to look at and to take back.</summary>
internal sealed record GivenAnswer(RatedItem Item, string Verdict);
