// The one place that knows which database is in use.
using System.Data.Common;
using System.Reflection;
using JudgeApi.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace JudgeApi.Storage;

/// <summary>Chooses the database by its connection string: absent means SQLite in the data folder.</summary>
internal static class DatabaseProvider
{
    public const string SqliteMigrations = "MtRlJudge.Migrations.Sqlite";

    public const string PostgresMigrations = "MtRlJudge.Migrations.Postgres";

    public const string FileName = "mtrljudge.db";

    private const string Setting = "ConnectionStrings:Database";

    private const int CommandSeconds = 30;

    /// <param name="builder">Gets the provider, its migrations, its time-outs and the retrying of passing errors.</param>
    /// <param name="connection"><c>ConnectionStrings:Database</c>.</param>
    /// <param name="dataFolder">Absolute.</param>
    /// <exception cref="StartupException">The connection string is of neither database.</exception>
    public static void Configure(DbContextOptionsBuilder builder, string? connection, string dataFolder)
    {
        var parts = Parts(connection);
        if (parts is null || parts.ContainsKey("Data Source"))
        {
            builder.UseSqlite(
                connection ?? SqliteConnection(Path.Combine(dataFolder, FileName)),
                sqlite =>
                    sqlite
                        .MigrationsAssembly(Migrations(SqliteMigrations))
                        .CommandTimeout(CommandSeconds)
                        .ExecutionStrategy(dependencies => new RetryingStrategy(dependencies))
            );
        }
        else if (parts.ContainsKey("Host"))
        {
            builder.UseNpgsql(
                PostgresConnection(connection!),
                postgres =>
                    postgres
                        .MigrationsAssembly(Migrations(PostgresMigrations))
                        .CommandTimeout(CommandSeconds)
                        .ExecutionStrategy(dependencies => new RetryingStrategy(dependencies))
            );
        }
        else
        {
            throw new StartupException($"{Setting} must begin with Host=... (PostgreSQL) or Data Source=... (SQLite).");
        }
    }

    /// <summary>Writers wait up to 30 s for each other instead of failing.</summary>
    private static string SqliteConnection(string file) =>
        new SqliteConnectionStringBuilder
        {
            DataSource = file,
            DefaultTimeout = CommandSeconds,
            ForeignKeys = true,
        }.ToString();

    /// <summary>A server that is gone is noticed within seconds; what the operator wrote goes before.</summary>
    private static string PostgresConnection(string connection)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(connection);
            builder.ApplicationName ??= "MtRlJudge";
            if (!builder.ContainsKey("Timeout"))
            {
                builder.Timeout = 5;
            }

            return builder.ToString();
        }
        catch (ArgumentException error)
        {
            throw new StartupException($"{Setting} cannot be read: {error.Message}");
        }
    }

    // The message of a malformed string may quote it, password included: it is not repeated.
    private static DbConnectionStringBuilder? Parts(string? connection)
    {
        try
        {
            return connection is null ? null : new DbConnectionStringBuilder { ConnectionString = connection };
        }
        catch (ArgumentException)
        {
            throw new StartupException(
                $"{Setting} is not a list of NAME=VALUE; Host=... (PostgreSQL) or Data Source=... (SQLite)."
            );
        }
    }

    // The assembly is made from migrations/ beside this one but referenced by none (docs/adr), so it is found by its file.
    private static Assembly Migrations(string name) => Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
}
