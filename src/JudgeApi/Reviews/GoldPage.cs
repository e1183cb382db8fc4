namespace JudgeApi.Reviews;

/// <summary>Some gold items, newest first.</summary>
/// <param name="NextCursor">Send it as <c>cursor</c> for the next page; null at the end.</param>
internal sealed record GoldPage(IReadOnlyList<GoldView> Items, string? NextCursor);
