// The one place that knows which database is in use.
using System.Reflection;
using JudgeApi.Hosting;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Storage;

/// <summary>Chooses the database by its connection string: absent means SQLite in the data folder.</summary>
internal static class DatabaseProvider
{
    public const string SqliteMigrations = "MtRlJudge.Migrations.Sqlite";

    public const string FileName = "mtrljudge.db";

    /// <param name="builder">Gets the provider, its migrations and its time-outs.</param>
    /// <param name="connection"><c>ConnectionStrings:Database</c>.</param>
    /// <param name="dataFolder">Absolute.</param>
    public static void Configure(DbContextOptionsBuilder builder, string? connection, string dataFolder)
    {
        if (connection is not null && !connection.Contains("Data Source", StringComparison.OrdinalIgnoreCase))
        {
            throw new StartupException(
                "ConnectionStrings:Database is not a SQLite connection (Data Source=...); other databases are not supported yet."
            );
        }

        builder.UseSqlite(
            connection ?? SqliteConnection(Path.Combine(dataFolder, FileName)),
            sqlite => sqlite.MigrationsAssembly(Migrations(SqliteMigrations)).CommandTimeout(30)
        );
    }

    /// <summary>Writers wait up to 30 s for each other instead of failing.</summary>
    private static string SqliteConnection(string file) =>
        new SqliteConnectionStringBuilder
        {
            DataSource = file,
            DefaultTimeout = 30,
            ForeignKeys = true,
        }.ToString();

    // The assembly is made from migrations/ beside this one but referenced by none (docs/adr), so it is found by its file.
    private static Assembly Migrations(string name) => Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, name + ".dll"));
}
