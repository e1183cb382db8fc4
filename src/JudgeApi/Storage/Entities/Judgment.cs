using JudgeCore.Tasks;
using JudgeCore.Verdicts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JudgeApi.Storage.Entities;

/// <summary>One answered request: what was asked, of which weights and task version, and what came back; enough to ask it again.</summary>
internal sealed class Judgment
{
    /// <summary>A time-ordered UUID in hexadecimal.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string Task { get; init; }

    public required int TaskVersion { get; init; }

    /// <summary>Pairs: the version of the pointwise twin that the strategy independent asked; null where there is none.</summary>
    public int? TwinVersion { get; init; }

    public required TaskKind Kind { get; init; }

    public required VerdictMode Mode { get; init; }

    public PairStrategy? Strategy { get; init; }

    public string? Text { get; init; }

    /// <summary>The caller's own id of what was judged.</summary>
    public string? Reference { get; init; }

    /// <summary>What was judged from the same source: items of one group never come up on both sides of a split. Null: the images alone decide.</summary>
    public string? Group { get; init; }

    public required string Verdict { get; init; }

    public required double Confidence { get; init; }

    /// <summary>JSON object: probability by label, in the task's order.</summary>
    public required string Distribution { get; init; }

    public double? Score { get; init; }

    public string? Rationale { get; init; }

    public required bool Abstained { get; init; }

    /// <summary>The calibration that confidence and distribution went through; null: they are as the checkpoint gave them.</summary>
    public string? CalibrationId { get; init; }

    /// <summary>Joint pairs: what the order A, B said.</summary>
    public string? SwapFirst { get; init; }

    /// <summary>Joint pairs: what the order B, A said.</summary>
    public string? SwapSecond { get; init; }

    public bool? Flipped { get; init; }

    public required string ModelVersion { get; init; }

    public required string ModelDigest { get; init; }

    public required int PromptTokens { get; init; }

    public required int ImageTokens { get; init; }

    public required int CompletionTokens { get; init; }

    public required double QueueMs { get; init; }

    public required double ImageMs { get; init; }

    public required double ModelMs { get; init; }

    /// <summary>The key that asked.</summary>
    public required string KeyId { get; init; }

    public required List<JudgedImage> Images { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Judgment>
    {
        public void Configure(EntityTypeBuilder<Judgment> builder)
        {
            builder.Property(judgment => judgment.Id).HasMaxLength(32);
            builder.Property(judgment => judgment.Task).HasMaxLength(64);
            builder.Property(judgment => judgment.Group).HasMaxLength(200);
            builder.Property(judgment => judgment.Verdict).HasMaxLength(64);
            builder.Property(judgment => judgment.ModelVersion).HasMaxLength(128);
            builder.Property(judgment => judgment.ModelDigest).HasMaxLength(64);
            builder.Property(judgment => judgment.CalibrationId).HasMaxLength(32);
            builder.Property(judgment => judgment.KeyId).HasMaxLength(32);
            builder.HasMany(judgment => judgment.Images).WithOne().HasForeignKey(image => image.JudgmentId);

            // Each filter of GET /judgments ends in the order of its pages.
            builder.HasIndex(judgment => new { judgment.CreatedAt, judgment.Id });
            builder.HasIndex(judgment => new
            {
                judgment.Task,
                judgment.CreatedAt,
                judgment.Id,
            });
            builder.HasIndex(judgment => new
            {
                judgment.ModelDigest,
                judgment.CreatedAt,
                judgment.Id,
            });
            builder.HasIndex(judgment => new
            {
                judgment.ModelVersion,
                judgment.CreatedAt,
                judgment.Id,
            });
            builder.HasIndex(judgment => new
            {
                judgment.Reference,
                judgment.CreatedAt,
                judgment.Id,
            });
        }
    }
}
