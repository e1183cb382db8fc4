namespace JudgeApi.Audit;

/// <summary>Some actions, newest first.</summary>
/// <param name="NextCursor">Send it as <c>cursor</c> for the next page; null at the end.</param>
internal sealed record AuditPage(IReadOnlyList<AuditView> Items, string? NextCursor);
