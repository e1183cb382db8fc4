using JudgeApi.Hosting;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Storage;

/// <summary>Brings the database to this program's schema. The caller holds the <see cref="DatabaseLock"/>.</summary>
internal static partial class DatabaseMigration
{
    /// <param name="db">May point at a database that does not exist yet.</param>
    /// <param name="logger">Told what is applied.</param>
    /// <param name="cancellationToken">Stops between migrations.</param>
    /// <exception cref="StartupException">The database is newer than this program.</exception>
    public static async Task ApplyAsync(JudgeDb db, ILogger logger, CancellationToken cancellationToken)
    {
        var known = db.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var applied = await db.Database.GetAppliedMigrationsAsync(cancellationToken);
        if (applied.FirstOrDefault(id => !known.Contains(id)) is { } newer)
        {
            throw new StartupException(
                $"The database has the migration {newer}, which this program does not know: it was used by a newer version."
            );
        }

        string[] pending = [.. await db.Database.GetPendingMigrationsAsync(cancellationToken)];
        if (pending.Length > 0)
        {
            Applying(logger, pending.Length, pending[^1]);
            if (db.Database.IsSqlite())
            {
                // A process killed while migrating leaves the framework's lock table behind; the file lock shows that nobody holds it now.
                await db.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
            }

            await db.Database.MigrateAsync(cancellationToken);
        }

        if (db.Database.IsSqlite())
        {
            // Readers do not wait for the writer; a commit is on the disk when it returns.
            await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Applying {Count} migrations, up to {Migration}")]
    private static partial void Applying(ILogger logger, int count, string migration);
}
