using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JudgeApi.Storage.Entities;

/// <summary>What one person says of one judgment, a confirmation too. Rows are only added: a later one of the same rater supersedes this.</summary>
internal sealed class Correction
{
    /// <summary>The verdict of a pair whose images are equally good; it takes no side.</summary>
    public const string Tie = "tie";

    /// <summary>A time-ordered UUID in hexadecimal.</summary>
    public required string Id { get; init; }

    public required string JudgmentId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>As the judgment names it.</summary>
    public required string Task { get; init; }

    /// <summary>The version that was judged, whose rubric and labels the rater answers.</summary>
    public required int TaskVersion { get; init; }

    /// <summary>The rater's key; of imported ratings, the import's name and the rater's own, <c>ratings/r17</c>.</summary>
    public required string RaterId { get; init; }

    /// <summary>1 for this rater's first word on this judgment; the highest one holds.</summary>
    public required int Revision { get; init; }

    /// <summary>The rater's word before this one.</summary>
    public string? SupersedesId { get; init; }

    /// <summary>A label of the task in the judgment's own order of images (A, B), or <see cref="Tie"/> for pairs.</summary>
    public required string Verdict { get; init; }

    /// <summary>Scales: between 1 and the number of labels; the verdict is the nearest label.</summary>
    public double? Score { get; init; }

    /// <summary>The verdict is the judge's.</summary>
    public required bool Confirms { get; init; }

    public string? Rationale { get; init; }

    /// <summary>How sure the rater is, 0 to 1.</summary>
    public double? Certainty { get; init; }

    public double? SecondsSpent { get; init; }

    public required CorrectionOrigin Origin { get; init; }

    /// <summary>The rater was not shown the judge's verdict.</summary>
    public required bool Blind { get; init; }

    /// <summary>The place in the review queue that this answers.</summary>
    public string? ReviewId { get; init; }

    /// <summary>As the caller sent it; one row a rater and key.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>SHA-256 of what was asked under that key.</summary>
    public string? RequestHash { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Correction>
    {
        public void Configure(EntityTypeBuilder<Correction> builder)
        {
            builder.Property(correction => correction.Id).HasMaxLength(32);
            builder.Property(correction => correction.JudgmentId).HasMaxLength(32);
            builder.Property(correction => correction.Task).HasMaxLength(64);
            builder.Property(correction => correction.RaterId).HasMaxLength(200);
            builder.Property(correction => correction.SupersedesId).HasMaxLength(32);
            builder.Property(correction => correction.Verdict).HasMaxLength(64);
            builder.Property(correction => correction.ReviewId).HasMaxLength(32);
            builder.Property(correction => correction.IdempotencyKey).HasMaxLength(200);
            builder.Property(correction => correction.RequestHash).HasMaxLength(64);
            builder
                .HasOne<Judgment>()
                .WithMany()
                .HasForeignKey(correction => correction.JudgmentId)
                .OnDelete(DeleteBehavior.Restrict);

            // Two requests at once cannot both be a rater's nth word on a judgment, nor both use a key for the first time.
            builder
                .HasIndex(correction => new
                {
                    correction.JudgmentId,
                    correction.RaterId,
                    correction.Revision,
                })
                .IsUnique();
            builder.HasIndex(correction => new { correction.RaterId, correction.IdempotencyKey }).IsUnique();

            // Each filter of GET /corrections ends in the order of its pages.
            builder.HasIndex(correction => new { correction.CreatedAt, correction.Id });
            builder.HasIndex(correction => new
            {
                correction.RaterId,
                correction.CreatedAt,
                correction.Id,
            });
            builder.HasIndex(correction => new
            {
                correction.Task,
                correction.CreatedAt,
                correction.Id,
            });
        }
    }
}
