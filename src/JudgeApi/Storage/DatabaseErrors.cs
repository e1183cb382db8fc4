// Which exceptions mean that the database, not the program, failed.
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace JudgeApi.Storage;

internal static class DatabaseErrors
{
    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;
    private const int SqliteConstraint = 19;

    /// <summary>The database failed or is not there; nothing was acknowledged.</summary>
    public static bool IsFailure(Exception error) =>
        error
            is DbException
                or DbUpdateException
                or RetryLimitExceededException
                or ObjectDisposedException { InnerException: DbException };

    /// <summary>Trying again may work: the file was locked, the server is starting or ending, the connection broke, a deadlock was resolved.</summary>
    public static bool IsPassing(Exception? error) =>
        error switch
        {
            SqliteException sqlite => sqlite.SqliteErrorCode is SqliteBusy or SqliteLocked,
            PostgresException { SqlState: PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.CrashShutdown } => true,
            NpgsqlException npgsql => npgsql.IsTransient,
            DbUpdateException { InnerException: { } inner } => IsPassing(inner),

            // A transaction whose connection broke is disposed of by the driver before it is committed.
            ObjectDisposedException { InnerException: { } inner } => IsPassing(inner),
            _ => false,
        };

    /// <summary>Another transaction took the same unique value or changed the same row first: what it wrote can be read now.</summary>
    public static bool IsTaken(Exception? error) =>
        error switch
        {
            SqliteException sqlite => sqlite.SqliteErrorCode == SqliteConstraint,
            PostgresException postgres => postgres.SqlState == PostgresErrorCodes.UniqueViolation,
            DbUpdateConcurrencyException => true,
            DbUpdateException { InnerException: { } inner } => IsTaken(inner),
            _ => false,
        };

    /// <summary>PostgreSQL keeps no U+0000 in texts.</summary>
    public static bool IsBadText(Exception? error) =>
        error switch
        {
            PostgresException postgres => postgres.SqlState
                is PostgresErrorCodes.CharacterNotInRepertoire
                    or PostgresErrorCodes.UntranslatableCharacter,
            DbUpdateException { InnerException: { } inner } => IsBadText(inner),
            _ => false,
        };
}
