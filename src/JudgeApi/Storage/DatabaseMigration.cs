using JudgeApi.Hosting;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Storage;

/// <summary>Brings the database to this program's schema, one server at a time.</summary>
internal static partial class DatabaseMigration
{
    /// <param name="db">May point at a file that does not exist yet.</param>
    /// <param name="dataFolder">Holds the lock file that keeps a second server waiting.</param>
    /// <param name="logger">Told what is applied.</param>
    /// <param name="cancellationToken">Gives up waiting for the lock.</param>
    /// <exception cref="StartupException">The database is newer than this program.</exception>
    public static async Task ApplyAsync(JudgeDb db, string dataFolder, ILogger logger, CancellationToken cancellationToken)
    {
        await using var gate = await LockAsync(Path.Combine(dataFolder, "migration.lock"), cancellationToken);
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

            // A process killed while migrating leaves the framework's lock table behind; the file lock shows that nobody holds it now.
            await db.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
            await db.Database.MigrateAsync(cancellationToken);
        }

        // Readers do not wait for the writer; a commit is on the disk when it returns.
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
    }

    private static async Task<FileStream> LockAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Applying {Count} migrations, up to {Migration}")]
    private static partial void Applying(ILogger logger, int count, string migration);
}
