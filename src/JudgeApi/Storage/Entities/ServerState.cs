using JudgeApi.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JudgeApi.Storage.Entities;

/// <summary>What one server serves, as it last said itself.</summary>
internal sealed class ServerState
{
    /// <summary>Host name and a number of the process.</summary>
    public required string Server { get; init; }

    public string? Version { get; set; }

    public string? Digest { get; set; }

    /// <summary>The version that it is loading beside the served one; null: none.</summary>
    public string? Loading { get; set; }

    /// <summary>Why the last change did not come about, in a sentence.</summary>
    public string? Error { get; set; }

    /// <summary>Since when it serves this version.</summary>
    public required DateTimeOffset Since { get; set; }

    public required DateTimeOffset SeenAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<ServerState>
    {
        public void Configure(EntityTypeBuilder<ServerState> builder)
        {
            builder.HasKey(state => state.Server);
            builder.Property(state => state.Server).HasMaxLength(128);
            builder.Property(state => state.Version).HasMaxLength(ModelRegistry.MaxName);
            builder.Property(state => state.Loading).HasMaxLength(ModelRegistry.MaxName);
            builder.Property(state => state.Digest).HasMaxLength(64);
            builder.HasIndex(state => state.SeenAt);
        }
    }
}
