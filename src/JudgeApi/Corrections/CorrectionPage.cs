namespace JudgeApi.Corrections;

/// <summary>Some corrections, newest first.</summary>
/// <param name="NextCursor">Send it as <c>cursor</c> for the next page; null at the end.</param>
internal sealed record CorrectionPage(IReadOnlyList<CorrectionView> Items, string? NextCursor);
