namespace JudgeApi.Audit;

/// <summary>One action.</summary>
/// <param name="KeyId">Who did it; null: the service itself.</param>
/// <param name="KeyName">The key's name.</param>
/// <param name="Action">What was done, such as model.promoted.</param>
/// <param name="Subject">To what.</param>
/// <param name="From">What it was before.</param>
/// <param name="To">What it is now.</param>
/// <param name="Reason">Why, in a sentence.</param>
internal sealed record AuditView(
    string Id,
    DateTimeOffset At,
    string? KeyId,
    string? KeyName,
    string Action,
    string Subject,
    string? From,
    string? To,
    string? Reason
);
