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

    public DbSet<Correction> Corrections => Set<Correction>();

    public DbSet<ReviewItem> ReviewItems => Set<ReviewItem>();

    public DbSet<Review> Reviews => Set<Review>();

    public DbSet<GoldItem> GoldItems => Set<GoldItem>();

    public DbSet<Calibration> Calibrations => Set<Calibration>();

    public DbSet<ModelVersion> ModelVersions => Set<ModelVersion>();

    public DbSet<WantedModel> WantedModel => Set<WantedModel>();

    public DbSet<ServerState> ServerStates => Set<ServerState>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<TrainingRun> TrainingRuns => Set<TrainingRun>();

    public DbSet<TrainingRunItem> TrainingRunItems => Set<TrainingRunItem>();

    public DbSet<TrainingLease> TrainingLeases => Set<TrainingLease>();

    public DbSet<SplitKey> SplitKeys => Set<SplitKey>();

    /// <summary>The last word of every rater on every judgment.</summary>
    public IQueryable<Correction> CurrentCorrections =>
        Corrections.Where(row =>
            !Corrections.Any(later =>
                later.JudgmentId == row.JudgmentId && later.RaterId == row.RaterId && later.Revision > row.Revision
            )
        );

    /// <summary>Judgments that wait for raters. Compared as a value, which SQLite finds in an index; a negation it does not.</summary>
    public IQueryable<ReviewItem> OpenReviewItems
    {
        get
        {
            bool closed = false;
            return ReviewItems.Where(item => item.Closed == closed);
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcInstant>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(JudgeDb).Assembly);
        if (!Database.IsNpgsql())
        {
            return;
        }

        // Texts are compared byte by byte, as SQLite does, whatever the server's language is.
        foreach (
            var property in modelBuilder
                .Model.GetEntityTypes()
                .SelectMany(entity => entity.GetProperties())
                .Where(property => (property.GetValueConverter()?.ProviderClrType ?? property.ClrType) == typeof(string))
        )
        {
            property.SetCollation("C");
        }
    }
}
