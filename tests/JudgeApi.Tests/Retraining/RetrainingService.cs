using System.Text.Json;
using JudgeApi.Keys;
using JudgeApi.Tests.Hosting;
using JudgeApi.Tests.Judging;
using JudgeApi.Tests.Models;

namespace JudgeApi.Tests.Retraining;

/// <summary>A service over scripted versions and a trainer of the tests' own, with the steps that tests of retraining take again and again.</summary>
internal sealed class RetrainingService : IAsyncDisposable
{
    private RetrainingService(ModelService models) => Models = models;

    public ModelService Models { get; }

    public TestService Service => Models.Service;

    public HttpClient Ops => Models.Ops;

    private static CancellationToken Cancel => TestService.Cancel;

    public static async Task<RetrainingService> StartAsync(
        ScriptedVersions versions,
        string trainer,
        string? dataFolder = null,
        string? database = null,
        params (string, string)[] settings
    ) =>
        new(
            await ModelService.StartAsync(
                versions,
                dataFolder,
                database,
                [
                    ("MtRl:Retraining:Trainer", trainer),
                    ("MtRl:Retraining:PollSeconds", "0.05"),
                    ("MtRl:Retraining:LeaseSeconds", "2"),
                    ("MtRl:Retraining:MinItems", "10"),
                    ("MtRl:Retraining:Steps", "5"),
                    ("MtRl:Retraining:Nice", "0"),
                    .. settings,
                ]
            )
        );

    /// <summary>Judges so many new pictures and has one rater correct each; gives the judgments' ids.</summary>
    /// <param name="count">Judgments.</param>
    /// <param name="first">Number of the first picture; pictures of one number are the same.</param>
    /// <param name="task">Task.</param>
    public async Task<List<string>> CorrectAsync(int count, int first = 0, string task = "technical")
    {
        List<string> ids = [];
        using var rater = Service.As(KeyRole.Rater);
        for (int i = first; i < first + count; i++)
        {
            var judged = await JudgeJourneyTests.JudgeAsync(Ops, task, Pictures.Data(i));
            string id = judged.GetProperty("id").GetString()!;
            await (
                await rater.SendJsonAsync(
                    HttpMethod.Post,
                    $"/judgments/{id}/corrections",
                    new { verdict = i % 2 == 0 ? "yes" : "no" }
                )
            ).JsonAsync(System.Net.HttpStatusCode.Created);
            ids.Add(id);
        }

        return ids;
    }

    public async Task<JsonElement> PlanAsync() =>
        await (await Ops.SendJsonAsync(HttpMethod.Post, "/training-runs", new { dryRun = true })).JsonAsync();

    public async Task<string> BeginAsync(object? body = null)
    {
        var run = await (await Ops.SendJsonAsync(HttpMethod.Post, "/training-runs", body ?? new { })).JsonAsync(
            System.Net.HttpStatusCode.Accepted
        );
        return run.GetProperty("id").GetString()!;
    }

    public async Task<JsonElement> RunAsync(string id) => await (await Ops.GetAsync($"/training-runs/{id}", Cancel)).JsonAsync();

    public async Task<string> StateAsync(string id) => (await RunAsync(id)).GetProperty("state").GetString()!;

    public Task UntilAsync(string id, string state) =>
        ModelService.UntilAsync(async () => await StateAsync(id) == state, $"run {id} is {state}");

    public async Task<JsonElement> EndAsync(string id)
    {
        await ModelService.UntilAsync(
            async () => (await RunAsync(id)).GetProperty("endedAt").ValueKind != JsonValueKind.Null,
            $"run {id} ends"
        );
        return await RunAsync(id);
    }

    /// <summary>Lines of a file of the run folder; none where it does not exist.</summary>
    public string[] Lines(string id, string file)
    {
        string path = Path.Combine(Service.DataFolder, "runs", id, file);
        return File.Exists(path) ? File.ReadAllLines(path) : [];
    }

    public ValueTask DisposeAsync() => Models.DisposeAsync();
}
