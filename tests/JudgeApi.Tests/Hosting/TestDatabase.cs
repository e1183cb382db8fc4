using Npgsql;

namespace JudgeApi.Tests.Hosting;

/// <summary>Which database the suite runs on: SQLite, or with MTRL_TEST_DATABASE=postgres a PostgreSQL database of each service's own.</summary>
internal static class TestDatabase
{
    private static readonly SemaphoreSlim Starting = new(1);
    private static PostgresCluster? cluster;

    public static bool IsPostgres { get; } =
        Environment.GetEnvironmentVariable("MTRL_TEST_DATABASE") switch
        {
            null or "" or "sqlite" => false,
            "postgres" => true,
            var other => throw new InvalidOperationException($"MTRL_TEST_DATABASE is sqlite or postgres, not '{other}'"),
        };

    /// <summary>A connection string for the service that lives in this folder, the same whenever it is started again; null: SQLite in the folder.</summary>
    public static async Task<string?> OfAsync(string dataFolder) =>
        IsPostgres ? (await ClusterAsync()).Connection(Path.GetFileName(dataFolder)) : null;

    /// <summary>The throw-away cluster that all tests of this run share.</summary>
    public static async Task<PostgresCluster> ClusterAsync()
    {
        await Starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return cluster ??= await PostgresCluster.StartAsync();
        }
        finally
        {
            Starting.Release();
        }
    }

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
        if (cluster is not null)
        {
            await cluster.DisposeAsync();
        }
    }
}
