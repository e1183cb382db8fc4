using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JudgeApi.Storage.Entities;

/// <summary>Which image a judgment saw at which place.</summary>
internal sealed class JudgedImage
{
    public required string JudgmentId { get; init; }

    /// <summary>0 for the first image (A of a pair), 1 for the second.</summary>
    public required int Position { get; init; }

    public required string ImageId { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<JudgedImage>
    {
        public void Configure(EntityTypeBuilder<JudgedImage> builder)
        {
            builder.HasKey(image => new { image.JudgmentId, image.Position });
            builder.Property(image => image.JudgmentId).HasMaxLength(32);
            builder.Property(image => image.ImageId).HasMaxLength(64);
            builder.HasOne<StoredImage>().WithMany().HasForeignKey(image => image.ImageId).OnDelete(DeleteBehavior.Restrict);
        }
    }
}
