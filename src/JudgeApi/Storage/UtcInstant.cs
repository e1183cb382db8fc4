using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace JudgeApi.Storage;

/// <summary>Instants are stored as UTC without an offset: SQLite's text and PostgreSQL's timestamptz then order them alike.</summary>
internal sealed class UtcInstant()
    : ValueConverter<DateTimeOffset, DateTime>(
        instant => instant.UtcDateTime,
        stored => new DateTimeOffset(DateTime.SpecifyKind(stored, DateTimeKind.Utc))
    )
{
    /// <summary>The present in the precision that both databases keep: whole microseconds.</summary>
    public static DateTimeOffset Now(TimeProvider time)
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
