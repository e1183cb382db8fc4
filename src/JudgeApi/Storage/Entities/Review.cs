using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JudgeApi.Storage.Entities;

/// <summary>One rater's turn at one judgment of the review queue: how it was shown, until when it is kept for the rater, how it ended.</summary>
internal sealed class Review
{
    /// <summary>A time-ordered UUID in hexadecimal; its random part drew the share and the sides.</summary>
    public required string Id { get; init; }

    public required string JudgmentId { get; init; }

    public required string RaterId { get; init; }

    /// <summary>Random, Uncertain or Gold.</summary>
    public required CorrectionOrigin Origin { get; init; }

    /// <summary>Pairs: the rater sees the second image first.</summary>
    public required bool Swapped { get; init; }

    /// <summary>The rater does not see the judge's verdict.</summary>
    public required bool Blind { get; init; }

    public required DateTimeOffset LeasedAt { get; init; }

    /// <summary>From then on others may get the judgment in this rater's place; a late answer still counts.</summary>
    public required DateTimeOffset ExpiresAt { get; set; }

    public required ReviewState State { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Why it was skipped, one of the words that POST /review-queue/{id}/skip takes.</summary>
    public string? SkipReason { get; set; }

    public string? SkipNote { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Review>
    {
        public void Configure(EntityTypeBuilder<Review> builder)
        {
            builder.Property(review => review.Id).HasMaxLength(32);
            builder.Property(review => review.JudgmentId).HasMaxLength(32);
            builder.Property(review => review.RaterId).HasMaxLength(200);
            builder.Property(review => review.SkipReason).HasMaxLength(32);
            builder.HasOne<Judgment>().WithMany().HasForeignKey(review => review.JudgmentId).OnDelete(DeleteBehavior.Restrict);

            // Nobody reviews a judgment twice.
            builder.HasIndex(review => new { review.JudgmentId, review.RaterId }).IsUnique();
            builder.HasIndex(review => new { review.RaterId, review.State });
        }
    }
}
