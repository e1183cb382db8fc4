using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JudgeApi.Storage.Entities;

/// <summary>One version of a judging task. Rows are only added: a judgment's version can be read for ever.</summary>
internal sealed class TaskRevision
{
    public required string Name { get; init; }

    public required int Version { get; init; }

    /// <summary>The task as JSON, see <see cref="Tasks.TaskDefinition"/>.</summary>
    public required string Definition { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The key that made this version; null for built-in ones.</summary>
    public string? CreatedBy { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<TaskRevision>
    {
        public void Configure(EntityTypeBuilder<TaskRevision> builder)
        {
            builder.HasKey(task => new { task.Name, task.Version });
            builder.Property(task => task.Name).HasMaxLength(64);
            builder.Property(task => task.CreatedBy).HasMaxLength(32);
        }
    }
}
