using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JudgeApi.Storage.Entities;

/// <summary>A judgment whose right answer an operator knows; the review queue shows it to every rater without saying so.</summary>
internal sealed class GoldItem
{
    public required string JudgmentId { get; init; }

    public required string Task { get; init; }

    /// <summary>The right answer, in the judgment's own order of images.</summary>
    public required string Verdict { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The operator's key.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>No longer shown from then on; what raters answered before still counts.</summary>
    public DateTimeOffset? RetiredAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<GoldItem>
    {
        public void Configure(EntityTypeBuilder<GoldItem> builder)
        {
            builder.HasKey(item => item.JudgmentId);
            builder.Property(item => item.JudgmentId).HasMaxLength(32);
            builder.Property(item => item.Task).HasMaxLength(64);
            builder.Property(item => item.Verdict).HasMaxLength(64);
            builder.Property(item => item.CreatedBy).HasMaxLength(32);
            builder
                .HasOne<Judgment>()
                .WithOne()
                .HasForeignKey<GoldItem>(item => item.JudgmentId)
                .OnDelete(DeleteBehavior.Restrict);
        }
    }
}
