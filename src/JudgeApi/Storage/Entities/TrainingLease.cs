using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JudgeApi.Storage.Entities;

/// <summary>The right to work on a training run: the only row of its table, so that one server at a time works on one run.</summary>
internal sealed class TrainingLease
{
    public const int OnlyId = 1;

    public int Id { get; init; } = OnlyId;

    public required string RunId { get; set; }

    /// <summary>The server; null: given back.</summary>
    public string? Holder { get; set; }

    /// <summary>Counts the holders: who holds an older number may write nothing more.</summary>
    public required long Token { get; set; }

    /// <summary>Of the holder; the lease is free when it stays away for too long.</summary>
    public required DateTimeOffset HeartbeatAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<TrainingLease>
    {
        public void Configure(EntityTypeBuilder<TrainingLease> builder)
        {
            builder.Property(lease => lease.Id).ValueGeneratedNever();
            builder.Property(lease => lease.RunId).HasMaxLength(32);
            builder.Property(lease => lease.Holder).HasMaxLength(128);
            builder.Property(lease => lease.Token).IsConcurrencyToken();
        }
    }
}
