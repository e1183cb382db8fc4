using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JudgeApi.Storage.Entities;

/// <summary>A judgment's place in the review queue. The share it belongs to is drawn when it is judged and never changes, whatever happens to it.</summary>
internal sealed class ReviewItem
{
    public required string JudgmentId { get; init; }

    public required string Task { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Random or Uncertain.</summary>
    public required CorrectionOrigin Share { get; init; }

    /// <summary>The higher, the sooner: of the random share a uniform draw, else how uncertain the verdict is (0 to 1, 1 more if flipped).</summary>
    public required double Priority { get; init; }

    public int Answered { get; set; }

    public int Skipped { get; set; }

    /// <summary>Enough raters have answered, or too many have skipped it.</summary>
    public bool Closed { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ReviewItem>
    {
        public void Configure(EntityTypeBuilder<ReviewItem> builder)
        {
            builder.HasKey(item => item.JudgmentId);
            builder.Property(item => item.JudgmentId).HasMaxLength(32);
            builder.Property(item => item.Task).HasMaxLength(64);
            builder
                .HasOne<Judgment>()
                .WithOne()
                .HasForeignKey<ReviewItem>(item => item.JudgmentId)
                .OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(item => new
            {
                item.Closed,
                item.Share,
                item.Priority,
            });
            builder.HasIndex(item => new
            {
                item.Closed,
                item.Share,
                item.Task,
                item.Priority,
            });
        }
    }
}
