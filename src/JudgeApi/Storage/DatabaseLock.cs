// Servers that start at once prepare the database one after the other.
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace JudgeApi.Storage;

/// <summary>Held by one server at a time; a server that dies lets go of it. PostgreSQL: an advisory lock; SQLite: a file in the data folder.</summary>
internal sealed class DatabaseLock : IAsyncDisposable
{
    /// <summary>The advisory lock's number: "MtRlJudg" in ASCII.</summary>
    private const long Number = 0x4D74526C4A756467;

    private readonly IAsyncDisposable held;

    private DatabaseLock(IAsyncDisposable held) => this.held = held;

    /// <param name="db">Its database is created where PostgreSQL has none of the name.</param>
    /// <param name="dataFolder">Holds the lock file.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public static async Task<DatabaseLock> TakeAsync(JudgeDb db, string dataFolder, CancellationToken cancellationToken) =>
        new(
            db.Database.IsNpgsql()
                ? await AdvisoryAsync(db, cancellationToken)
                : await FileAsync(Path.Combine(dataFolder, "migration.lock"), cancellationToken)
        );

    public ValueTask DisposeAsync() => held.DisposeAsync();

    private static async Task<IAsyncDisposable> AdvisoryAsync(JudgeDb db, CancellationToken cancellationToken)
    {
        await CreateDatabaseAsync(db, cancellationToken);

        // Not pooled: closing the connection, by whatever means, ends the session and with it the lock.
        string own = new NpgsqlConnectionStringBuilder(db.Database.GetConnectionString()) { Pooling = false }.ToString();
        var connection = new NpgsqlConnection(own);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var take = new NpgsqlCommand($"SELECT pg_advisory_lock({Number})", connection) { CommandTimeout = 0 };
            await take.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task CreateDatabaseAsync(JudgeDb db, CancellationToken cancellationToken)
    {
        var creator = db.GetService<IRelationalDatabaseCreator>();
        if (await creator.ExistsAsync(cancellationToken))
        {
            return;
        }

        try
        {
            await creator.CreateAsync(cancellationToken);
        }
        catch (DbException) when (creator.Exists())
        {
            // Another server was faster.
        }
    }

    private static async Task<IAsyncDisposable> FileAsync(string path, CancellationToken cancellationToken)
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
}
