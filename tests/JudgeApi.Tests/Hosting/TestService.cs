using System.Net.Http.Headers;
using System.Net.Http.Json;
using JudgeApi.Keys;
using JudgeApi.Serving;
using JudgeApi.Storage;
using JudgeCore.Verdicts;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace JudgeApi.Tests.Hosting;

/// <summary>The real host over a SQLite file in a folder of its own, with a scripted judge; keys of every role are ready.</summary>
internal sealed class TestService : WebApplicationFactory<Program>
{
    public const string OpsKey = "ops-key-of-the-tests";

    private readonly (string Key, string Value)[] settings;
    private readonly Action<IServiceCollection>? replace;
    private readonly bool ownsData;
    private bool ownsDatabase;
    private readonly Dictionary<KeyRole, string> keys = [];

    private TestService(string? dataFolder, (string Key, string Value)[] settings, Action<IServiceCollection>? replace)
    {
        this.settings = settings;
        this.replace = replace;
        ownsData = dataFolder is null;
        DataFolder = dataFolder ?? Directory.CreateTempSubdirectory("mtrl-api-").FullName;
    }

    public string DataFolder { get; }

    /// <summary>Null: SQLite in the data folder.</summary>
    public string? Database { get; private set; }

    public ScriptedJudge Judge { get; } = new();

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Of a real server: where it listens.</summary>
    public Uri Address => new(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <param name="dataFolder">Of an earlier service, to be continued and kept; null for a new one that goes with this.</param>
    /// <param name="database">Connection string; null: the suite's own choice.</param>
    /// <param name="replace">Puts other parts in the place of the service's own.</param>
    /// <param name="settings">Configuration beside the section's defaults, such as <c>MtRl:Judging:MaxBatchItems</c>.</param>
    /// <param name="time">Null: the machine's.</param>
    /// <param name="kestrel">A real server on a free port instead of one in memory.</param>
    public static async Task<TestService> StartAsync(
        string? dataFolder = null,
        TimeProvider? time = null,
        bool kestrel = false,
        Action<IServiceCollection>? replace = null,
        string? database = null,
        params (string Key, string Value)[] settings
    )
    {
        var service = new TestService(dataFolder, settings, replace) { Time = time ?? TimeProvider.System };
        service.ownsDatabase = database is null;
        service.Database = database ?? await TestDatabase.OfAsync(service.DataFolder);
        if (kestrel)
        {
            service.UseKestrel();
            service.StartServer();
            service.ClientOptions.BaseAddress = service.Address;
        }

        service.keys[KeyRole.Ops] = OpsKey;
        using var ops = service.As(KeyRole.Ops);
        foreach (var role in new[] { KeyRole.Pipeline, KeyRole.Rater })
        {
            service.keys[role] = await NewKeyAsync(ops, role, $"test {role}");
        }

        // The service warms its judge with a question of its own.
        service.Judge.Seen.Clear();
        return service;
    }

    /// <summary>A client with a new key of its own.</summary>
    public async Task<HttpClient> AddKeyAsync(KeyRole role, string name)
    {
        using var ops = As(KeyRole.Ops);
        string key = await NewKeyAsync(ops, role, name);
        var client = As(null);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>A client with a key of this role; null: without any.</summary>
    public HttpClient As(KeyRole? role)
    {
        var client = CreateClient(
            new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, BaseAddress = ClientOptions.BaseAddress }
        );
        if (role is { } known)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", keys[known]);
        }

        return client;
    }

    public string KeyOf(KeyRole role) => keys[role];

    /// <summary>Looks into the database beside the service.</summary>
    public async Task<T> InDatabaseAsync<T>(Func<JudgeDb, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<JudgeDb>());
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("MtRl:DataFolder", DataFolder);
        builder.UseSetting("MtRl:FirstRunKey", OpsKey);
        builder.UseSetting("MtRl:Checkpoint", CheckpointStub());
        builder.UseSetting("urls", "http://127.0.0.1:0");
        if (Database is { } database)
        {
            builder.UseSetting("ConnectionStrings:Database", database);
        }

        foreach (var (key, value) in settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureLogging(logging => logging.ClearProviders());
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<JudgeLoader>((_, _, _) => Task.FromResult<IJudge>(Judge));
            services.AddSingleton(Time);

            // One of several rows that no order chooses: which one, the database says anew each time.
            services.ConfigureDbContext<JudgeDb>(db =>
                db.ConfigureWarnings(warnings =>
                    warnings.Throw(
                        CoreEventId.FirstWithoutOrderByAndFilterWarning,
                        CoreEventId.RowLimitingOperationWithoutOrderByWarning
                    )
                )
            );
            replace?.Invoke(services);
        });
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (ownsData)
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            await TestDatabase.DropAsync(ownsDatabase ? Database : null);
            Directory.Delete(DataFolder, recursive: true);
        }
    }

    private static async Task<string> NewKeyAsync(HttpClient ops, KeyRole role, string name)
    {
        using var answer = await ops.PostAsJsonAsync("/keys", new { name, role = role.ToString().ToLowerInvariant() }, Cancel);
        return (await answer.JsonAsync(System.Net.HttpStatusCode.Created)).GetProperty("key").GetString()!;
    }

    // The loader is a stub, but the path is checked before it is called.
    private string CheckpointStub()
    {
        string folder = Path.Combine(DataFolder, "checkpoint");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "config.json"), "{}");
        return folder;
    }
}
