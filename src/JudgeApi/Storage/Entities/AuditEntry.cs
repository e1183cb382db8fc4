using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JudgeApi.Storage.Entities;

/// <summary>Something that an operator, or the service on its own, changed. Rows are only added.</summary>
internal sealed class AuditEntry
{
    /// <summary>A time-ordered UUID in hexadecimal.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The key; null: the service itself.</summary>
    public string? KeyId { get; init; }

    /// <summary>What was done: model.promoted, task.edited...</summary>
    public required string Action { get; init; }

    /// <summary>To what: a task's name, a key's id.</summary>
    public required string Subject { get; init; }

    public string? From { get; init; }

    public string? To { get; init; }

    /// <summary>Why, in a sentence.</summary>
    public string? Reason { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<AuditEntry>
    {
        public void Configure(EntityTypeBuilder<AuditEntry> builder)
        {
            builder.Property(entry => entry.Id).HasMaxLength(32);
            builder.Property(entry => entry.KeyId).HasMaxLength(32);
            builder.Property(entry => entry.Action).HasMaxLength(64);
            builder.Property(entry => entry.Subject).HasMaxLength(128);
            builder.Property(entry => entry.From).HasMaxLength(128);
            builder.Property(entry => entry.To).HasMaxLength(128);
            builder.HasIndex(entry => new { entry.At, entry.Id });
        }
    }
}
