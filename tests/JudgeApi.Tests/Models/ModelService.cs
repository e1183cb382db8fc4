using System.Net.Http.Headers;
using System.Text.Json;
using JudgeApi.Keys;
using JudgeApi.Models;
using JudgeApi.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace JudgeApi.Tests.Models;

/// <summary>A service over scripted versions, with the steps that tests of the registry take again and again.</summary>
internal sealed class ModelService : IAsyncDisposable
{
    private ModelService(TestService service, ScriptedVersions versions) =>
        (Service, Versions, Ops, Pipeline) = (service, versions, service.As(KeyRole.Ops), service.As(KeyRole.Pipeline));

    public TestService Service { get; }

    public ScriptedVersions Versions { get; }

    public HttpClient Ops { get; }

    public HttpClient Pipeline { get; }

    private static CancellationToken Cancel => TestService.Cancel;

    public static async Task<ModelService> StartAsync(
        ScriptedVersions versions,
        string? dataFolder = null,
        string? database = null,
        params (string, string)[] settings
    )
    {
        string first = versions.Folder("first");
        var service = await TestService.StartAsync(
            dataFolder,
            database: database,
            replace: versions.Replace,
            settings:
            [
                ("MtRl:Checkpoint", first),
                ("MtRl:Models:PollSeconds", "0.1"),
                ("MtRl:RateLimits:RequestsPerSecond", "100000"),
                ("MtRl:RateLimits:Burst", "100000"),
                .. settings,
            ]
        );
        return new ModelService(service, versions);
    }

    /// <summary>Imports a version and gives its name.</summary>
    public async Task<string> ImportAsync(string seed, string? from = "first")
    {
        using var content = new ByteArrayContent(Versions.Zip(seed));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        using var answer = await Ops.PostAsync(from is null ? "/models/import" : $"/models/import?base={from}", content, Cancel);
        return (await answer.JsonAsync(System.Net.HttpStatusCode.Created)).GetProperty("name").GetString()!;
    }

    public Task<HttpResponseMessage> PromoteAsync(string version, string? expected = null) =>
        Ops.SendJsonAsync(HttpMethod.Post, $"/models/{version}/promote", new { expected });

    public Task<HttpResponseMessage> RollBackAsync(string? expected = null) =>
        Ops.SendJsonAsync(HttpMethod.Post, "/models/rollback", new { expected });

    public async Task<JsonElement> ModelsAsync() => await (await Ops.GetAsync("/models", Cancel)).JsonAsync();

    public async Task<JsonElement> VersionAsync(string name) => await (await Ops.GetAsync($"/models/{name}", Cancel)).JsonAsync();

    public async Task<JsonElement> JudgeAsync() =>
        await (
            await Pipeline.SendJsonAsync(
                HttpMethod.Post,
                "/judge",
                new { task = "technical", images = new[] { Pictures.Data(1) } }
            )
        ).JsonAsync();

    /// <summary>Waits until this server answers with a version.</summary>
    public Task ServesAsync(string version) =>
        UntilAsync(async () => Server(await ModelsAsync(), "version") == version, $"{version} is served");

    /// <summary>Collects old versions now instead of within a minute.</summary>
    public Task CollectAsync() => Service.Services.GetRequiredService<ModelCollector>().CollectAsync(null, Cancel, now: true);

    public static string? Server(JsonElement models, string member) =>
        models.GetProperty("servers").EnumerateArray().Select(server => server.GetProperty(member).GetString()).FirstOrDefault();

    public static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        for (int i = 0; i < 300; i++)
        {
            if (await holds())
            {
                return;
            }

            await Task.Delay(50, Cancel);
        }

        Assert.Fail($"It did not come about that {what}");
    }

    public async ValueTask DisposeAsync()
    {
        Ops.Dispose();
        Pipeline.Dispose();
        await Service.DisposeAsync();
    }
}
