using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JudgeApi.Storage.Entities;

/// <summary>An image that was judged, once for each content. The bytes are in the blob store under the same id.</summary>
internal sealed class StoredImage
{
    /// <summary>SHA-256 of the bytes as they were sent, in lower-case hexadecimal.</summary>
    public required string Id { get; init; }

    /// <summary>By content, not as declared.</summary>
    public required string MediaType { get; init; }

    public required long Bytes { get; init; }

    /// <summary>Pixels, upright.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels, upright.</summary>
    public required int Height { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<StoredImage>
    {
        public void Configure(EntityTypeBuilder<StoredImage> builder)
        {
            builder.ToTable("Images");
            builder.Property(image => image.Id).HasMaxLength(64);
            builder.Property(image => image.MediaType).HasMaxLength(64);
        }
    }
}
