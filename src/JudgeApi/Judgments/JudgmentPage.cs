namespace JudgeApi.Judgments;

/// <summary>Some judgments, newest first.</summary>
/// <param name="NextCursor">Send it as <c>cursor</c> for the next page; null at the end.</param>
internal sealed record JudgmentPage(IReadOnlyList<JudgmentRecord> Items, string? NextCursor);
