using JudgeApi.Keys;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JudgeApi.Storage.Entities;

/// <summary>A caller. The key itself is never stored, only its hash.</summary>
internal sealed class ApiKey
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required KeyRole Role { get; init; }

    /// <summary>The key's first characters, for people to recognise it.</summary>
    public required string Prefix { get; init; }

    /// <summary>SHA-256 of the key in hexadecimal. Keys have 256 random bits, so a slow hash would add nothing.</summary>
    public required string Hash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? RevokedAt { get; set; }

    /// <summary>Written with a delay: not later than a minute after the use.</summary>
    public DateTimeOffset? LastUsedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ApiKey>
    {
        public void Configure(EntityTypeBuilder<ApiKey> builder)
        {
            builder.Property(key => key.Id).HasMaxLength(32);
            builder.Property(key => key.Name).HasMaxLength(KeyRules.MaxName);
            builder.Property(key => key.Prefix).HasMaxLength(16);
            builder.Property(key => key.Hash).HasMaxLength(64);
            builder.HasIndex(key => key.Hash).IsUnique();
        }
    }
}
