using JudgeApi.Storage;
using JudgeApi.Storage.Entities;

namespace JudgeApi.Audit;

/// <summary>What operators do is written down together with what they did: both are stored, or neither is.</summary>
internal static class AuditLog
{
    /// <summary>Adds an entry to the changes of a context; the caller saves them.</summary>
    /// <param name="db">Where the action itself is stored.</param>
    /// <param name="time">The clock.</param>
    /// <param name="keyId">Who; null: the service itself.</param>
    /// <param name="action">What, one of <see cref="AuditActions"/>.</param>
    /// <param name="subject">To what.</param>
    /// <param name="from">What it was before.</param>
    /// <param name="to">What it is now.</param>
    /// <param name="reason">Why, in a sentence.</param>
    public static void Record(
        JudgeDb db,
        TimeProvider time,
        string? keyId,
        string action,
        string subject,
        string? from = null,
        string? to = null,
        string? reason = null
    )
    {
        var now = UtcInstant.Now(time);
        db.AuditEntries.Add(
            new AuditEntry
            {
                Id = Guid.CreateVersion7(now).ToString("N"),
                At = now,
                KeyId = keyId,
                Action = action,
                Subject = subject,
                From = from,
                To = to,
                Reason = reason,
            }
        );
    }
}
