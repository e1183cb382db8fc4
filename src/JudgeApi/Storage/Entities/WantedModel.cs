using JudgeApi.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JudgeApi.Storage.Entities;

/// <summary>Which version every server should serve: the only row of its table. Servers reconcile themselves to it.</summary>
internal sealed class WantedModel
{
    public const int OnlyId = 1;

    public int Id { get; init; } = OnlyId;

    public required string Desired { get; set; }

    /// <summary>What a rollback goes back to.</summary>
    public string? Previous { get; set; }

    /// <summary>Counts the changes: a change is made only if nobody else made one meanwhile.</summary>
    public required long Generation { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<WantedModel>
    {
        public void Configure(EntityTypeBuilder<WantedModel> builder)
        {
            builder.Property(wanted => wanted.Id).ValueGeneratedNever();
            builder.Property(wanted => wanted.Desired).HasMaxLength(ModelRegistry.MaxName);
            builder.Property(wanted => wanted.Previous).HasMaxLength(ModelRegistry.MaxName);
            builder.Property(wanted => wanted.Generation).IsConcurrencyToken();
        }
    }
}
