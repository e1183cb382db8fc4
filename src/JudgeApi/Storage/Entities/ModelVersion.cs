using JudgeApi.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JudgeApi.Storage.Entities;

/// <summary>Weights that this service may serve. The files of a version never change; what is learned later becomes another version.</summary>
internal sealed class ModelVersion
{
    /// <summary>In verdicts and lists: tiny-judge, tiny-judge-v2.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the checkpoint's files, 64 hexadecimal digits. Loaded weights must have it.</summary>
    public required string Digest { get; init; }

    /// <summary>Where its files are: a name below the data folder's models, or an absolute path for a configured checkpoint.</summary>
    public required string Folder { get; init; }

    public required ModelOrigin Origin { get; init; }

    public ModelStatus Status { get; set; } = ModelStatus.Ready;

    /// <summary>Why it was rejected, in a sentence.</summary>
    public string? Reason { get; set; }

    /// <summary>Never collected; and while a served version is pinned, nothing is promoted in its place but by an operator.</summary>
    public bool Pinned { get; set; }

    /// <summary>The version it was trained from, or the one that an adapter belongs to.</summary>
    public string? Base { get; init; }

    /// <summary>The training run that made it.</summary>
    public string? RunId { get; init; }

    /// <summary>SHA-256 of the data it was trained on.</summary>
    public string? DataDigest { get; init; }

    /// <summary>The gate's report on it as JSON.</summary>
    public string? GateReport { get; init; }

    public long Bytes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The key that asked for it; null for the service itself.</summary>
    public string? CreatedBy { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<ModelVersion>
    {
        public void Configure(EntityTypeBuilder<ModelVersion> builder)
        {
            builder.HasKey(version => version.Name);
            builder.Property(version => version.Name).HasMaxLength(ModelRegistry.MaxName);
            builder.Property(version => version.Base).HasMaxLength(ModelRegistry.MaxName);
            builder.Property(version => version.Digest).HasMaxLength(64);
            builder.Property(version => version.DataDigest).HasMaxLength(64);
            builder.Property(version => version.RunId).HasMaxLength(32);
            builder.Property(version => version.CreatedBy).HasMaxLength(32);
            builder.HasIndex(version => version.Digest);
            builder.HasIndex(version => new { version.CreatedAt, version.Name });
        }
    }
}
