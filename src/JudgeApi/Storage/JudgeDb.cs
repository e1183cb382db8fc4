using JudgeApi.Storage.Entities;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Storage;

/// <summary>Everything the service remembers but the image bytes, which lie in <see cref="BlobStore"/>.</summary>
internal sealed class JudgeDb(DbContextOptions<JudgeDb> options) : DbContext(options)
{
    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    public DbSet<TaskRevision> TaskRevisions => Set<TaskRevision>();

    public DbSet<StoredImage> Images => Set<StoredImage>();

    public DbSet<Judgment> Judgments => Set<Judgment>();

    public DbSet<JudgedImage> JudgedImages => Set<JudgedImage>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcInstant>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(JudgeDb).Assembly);
}
