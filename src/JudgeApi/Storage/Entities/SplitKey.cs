using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JudgeApi.Storage.Entities;

/// <summary>The side of one picture (by content) or one group. Rows are only added: what was held out once is held out in every later run, and what was
/// trained on is never used to examine.</summary>
internal sealed class SplitKey
{
    /// <summary><c>image:</c> and the picture's SHA-256, or <c>group:</c> and the group's name.</summary>
    public required string Key { get; init; }

    public required SplitSide Side { get; init; }

    /// <summary>The run that decided it.</summary>
    public required string RunId { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<SplitKey>
    {
        public void Configure(EntityTypeBuilder<SplitKey> builder)
        {
            builder.HasKey(key => key.Key);
            builder.Property(key => key.Key).HasMaxLength(210);
            builder.Property(key => key.RunId).HasMaxLength(32);
        }
    }
}
