using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JudgeApi.Storage.Entities;

/// <summary>One correction that a run's snapshot was made of.</summary>
internal sealed class TrainingRunItem
{
    public required string RunId { get; init; }

    public required string CorrectionId { get; init; }

    public required string JudgmentId { get; init; }

    public required SplitSide Side { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<TrainingRunItem>
    {
        public void Configure(EntityTypeBuilder<TrainingRunItem> builder)
        {
            builder.HasKey(item => new { item.RunId, item.CorrectionId });
            builder.Property(item => item.RunId).HasMaxLength(32);
            builder.Property(item => item.CorrectionId).HasMaxLength(32);
            builder.Property(item => item.JudgmentId).HasMaxLength(32);
            builder.HasOne<TrainingRun>().WithMany().HasForeignKey(item => item.RunId).OnDelete(DeleteBehavior.Restrict);
            builder.HasIndex(item => item.JudgmentId);
        }
    }
}
