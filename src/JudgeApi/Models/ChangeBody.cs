namespace JudgeApi.Models;

/// <summary>What a promotion or a rollback may bring.</summary>
/// <param name="Expected">The version that the caller believes to be wanted now; the change is refused if it is another.</param>
/// <param name="Reason">For the audit log.</param>
internal sealed record ChangeBody(string? Expected = null, string? Reason = null);
