using System.Collections.Concurrent;
using Hangfire.PostgreSql;
using JudgeApi.Retraining;
using JudgeApi.Storage;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace JudgeApi.Tests.Hosting;

/// <summary>Which database the suite runs on: SQLite, or with MTRL_TEST_DATABASE=postgres a PostgreSQL database of each service's own.</summary>
internal static class TestDatabase
{
    private const string Template = "template_of_the_tests";

    private static readonly Lazy<Task<PostgresCluster>> Cluster = new(StartAsync);
    private static readonly ConcurrentDictionary<string, Lazy<Task>> Copies = new(StringComparer.Ordinal);

    public static bool IsPostgres { get; } =
        Environment.GetEnvironmentVariable("MTRL_TEST_DATABASE") switch
        {
            null or "" or "sqlite" => false,
            "postgres" => true,
            var other => throw new InvalidOperationException($"MTRL_TEST_DATABASE is sqlite or postgres, not '{other}'"),
        };

    /// <summary>
    /// A connection string for the service that lives in this folder, the same whenever it is started again; null: SQLite in the folder. PostgreSQL's
    /// are copies of one migrated database: a service that makes its own is in PostgresTests.
    /// </summary>
    public static async Task<string?> OfAsync(string dataFolder)
    {
        if (!IsPostgres)
        {
            return null;
        }

        var cluster = await ClusterAsync();
        string name = Path.GetFileName(dataFolder);
        await Copies
            .GetOrAdd(name, _ => new(() => cluster.ExecuteAsync($"CREATE DATABASE \"{name}\" TEMPLATE {Template}")))
            .Value;
        return cluster.Connection(name);
    }

    /// <summary>The throw-away cluster that all tests of this run share.</summary>
    public static Task<PostgresCluster> ClusterAsync() => Cluster.Value;

    public static async Task DropAsync(string? connection)
    {
        if (connection is not null)
        {
            var builder = new NpgsqlConnectionStringBuilder(connection);
            await (await ClusterAsync()).ExecuteAsync($"DROP DATABASE IF EXISTS \"{builder.Database}\" WITH (FORCE)");
        }
    }

    public static async ValueTask StopAsync()
    {
        if (Cluster is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await Cluster.Value).DisposeAsync();
        }
    }

    private static async Task<PostgresCluster> StartAsync()
    {
        var cluster = await PostgresCluster.StartAsync();
        try
        {
            await MigrateAsync(cluster.Connection(Template) + ";Pooling=false"); // a session that stays would forbid copies
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    private static async Task MigrateAsync(string connection)
    {
        var builder = new DbContextOptionsBuilder<JudgeDb>();
        DatabaseProvider.Configure(builder, connection, "");
        await using var db = new JudgeDb(builder.Options);
        await db.Database.MigrateAsync();
        await using var jobs = new NpgsqlConnection(connection);
        await jobs.OpenAsync();
        PostgreSqlObjectsInstaller.Install(jobs, RetrainingHosting.Schema);
    }
}
