using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using JudgeApi.Serving;
using JudgeApi.Tests.Hosting;
using JudgeCore.Probes;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;

namespace JudgeApi.Tests.Models;

/// <summary>One version is exchanged for another while requests flow, or is not, for a reason that is told.</summary>
public sealed class ExchangeTests : IDisposable
{
    private readonly ScriptedVersions versions = new();

    private static CancellationToken Cancel => TestService.Cancel;

    [Fact]
    public async Task Twenty_exchanges_under_sixteen_pipelines_lose_and_mix_nothing()
    {
        await using var service = await ModelService.StartAsync(versions);
        string second = await service.ImportAsync("second");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        ConcurrentBag<(HttpStatusCode Status, string Digest, double First)> answers = [];
        var pipelines = Enumerable
            .Range(0, 16)
            .Select(n =>
                Task.Run(async () =>
                {
                    while (!stop.IsCancellationRequested)
                    {
                        var body = new { task = "technical", images = new[] { Pictures.Data(n) } };
                        using var answer = await service.Pipeline.SendJsonAsync(HttpMethod.Post, "/judge", body);
                        var json = await answer.JsonAsync();
                        answers.Add(
                            (
                                answer.StatusCode,
                                json.GetProperty("model").GetProperty("digest").GetString()!,
                                json.GetProperty("distribution").EnumerateObject().First().Value.GetDouble()
                            )
                        );
                    }
                })
            )
            .ToArray();
        for (int i = 0; i < 20; i++)
        {
            string next = i % 2 == 0 ? second : "first";
            int before = answers.Count;
            await (await service.PromoteAsync(next)).JsonAsync();
            await service.ServesAsync(next);
            await ModelService.UntilAsync(() => Task.FromResult(answers.Count > before + 16), "pipelines are answered");
        }

        await stop.CancelAsync();
        await Task.WhenAll(pipelines);
        Assert.All(answers, answer => Assert.Equal(ScriptedVersions.Loaded.FirstOf(answer.Digest), answer.First, 1e-6));
        Assert.Equal(2, answers.Select(answer => answer.Digest).Distinct().Count());
        Assert.DoesNotContain(versions.Judges, judge => judge.Misused);
    }

    [Fact]
    public async Task A_request_and_a_batch_under_way_end_on_the_judge_that_they_began_with()
    {
        await using var service = await ModelService.StartAsync(versions);
        string second = await service.ImportAsync("second");
        var gate = new TaskCompletionSource();
        var old = versions.Judges.First(judge => judge.Seed == "first");
        old.Gate = gate.Task;
        var single = service.JudgeAsync();
        var items = Enumerable.Range(0, 20).Select(n => new { task = "technical", images = new[] { Pictures.Data(n) } });
        var batch = service.Pipeline.SendJsonAsync(HttpMethod.Post, "/judge/batch", new { items });
        await Task.Delay(200, Cancel);
        await (await service.PromoteAsync(second)).JsonAsync();
        await service.ServesAsync(second);
        Assert.Equal(second, Version(await service.JudgeAsync()));
        Assert.False(old.Freed);

        gate.SetResult();
        Assert.Equal("first", Version(await single));
        string lines = await (await batch).Content.ReadAsStringAsync(Cancel);
        Assert.All(
            lines.Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.Equal("first", Version(JsonDocument.Parse(line).RootElement))
        );
        await ModelService.UntilAsync(() => Task.FromResult(old.Freed), "the old judge is freed");
        Assert.False(old.Misused);
    }

    [Theory]
    [InlineData("file", "have the digest")]
    [InlineData("probes", "does not answer as it did")]
    [InlineData("load", "weights do not fit")]
    [InlineData("break", "breaks on a question")]
    [InlineData("nan", "not numbers")]
    public async Task A_version_that_fails_verification_never_serves_and_the_reason_is_told(string kind, string reason)
    {
        await using var service = await ModelService.StartAsync(versions);
        if (kind == "probes")
        {
            WriteProbes("second", first: null);
        }

        string name = await service.ImportAsync("second");
        string stored = Path.Combine(
            service.Service.DataFolder,
            "models",
            (await service.VersionAsync(name)).GetProperty("digest").GetString()!
        );
        switch (kind)
        {
            case "file":
                await File.AppendAllTextAsync(Path.Combine(stored, "model.safetensors"), "x", Cancel);
                break;
            case "probes":
                WriteProbes("second", first: 0.01);
                File.Copy(
                    Path.Combine(versions.Folder("second"), ProbeSet.FileName),
                    Path.Combine(stored, ProbeSet.FileName),
                    true
                );
                break;
            case "load":
                versions.Loading = seed =>
                {
                    if (seed == "second")
                    {
                        throw new ModelLoadException("weights do not fit the model");
                    }
                };
                break;
            case "break":
                versions.Script = (seed, _) => seed == "second" ? throw new InvalidOperationException("shapes") : null;
                break;
            default:
                versions.Script = (seed, request) => seed == "second" ? NotANumber(request) : null;
                break;
        }

        await (await service.PromoteAsync(name)).JsonAsync();
        await ModelService.UntilAsync(
            async () => (await service.VersionAsync(name)).GetProperty("status").GetString() == "rejected",
            "it is rejected"
        );
        Assert.Equal("first", Version(await service.JudgeAsync()));
        var models = await service.ModelsAsync();
        Assert.Equal("first", models.GetProperty("wanted").GetString());
        Assert.Contains(reason, (await service.VersionAsync(name)).GetProperty("reason").GetString(), StringComparison.Ordinal);
        await ModelService.UntilAsync(
            async () =>
                ModelService.Server(await service.ModelsAsync(), "error")?.Contains(reason, StringComparison.Ordinal) == true,
            "the server says why"
        );
        var problem = await (await service.PromoteAsync(name)).ProblemAsync(HttpStatusCode.Conflict, "model_not_servable");
        Assert.Contains(reason, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.All(versions.Judges.Where(judge => judge.Seed != "first"), judge => Assert.True(judge.Freed));
    }

    [Fact]
    public async Task A_version_that_breaks_on_live_requests_is_taken_back()
    {
        await using var service = await ModelService.StartAsync(versions, settings: [("MtRl:Models:WatchRequests", "5")]);
        string name = await service.ImportAsync("second");
        await (await service.PromoteAsync(name)).JsonAsync();
        await service.ServesAsync(name);
        versions.Script = (seed, _) => seed == "second" ? throw new InvalidOperationException("broken") : null;
        for (int i = 0; i < 8; i++)
        {
            using var answer = await service.Pipeline.SendJsonAsync(
                HttpMethod.Post,
                "/judge",
                new { task = "technical", images = new[] { Pictures.Data(1) } }
            );
        }

        await service.ServesAsync("first");
        Assert.Equal("first", Version(await service.JudgeAsync()));
        Assert.Contains(
            "It broke on",
            (await service.VersionAsync(name)).GetProperty("reason").GetString(),
            StringComparison.Ordinal
        );
    }

    public void Dispose() => versions.Dispose();

    private static string? Version(JsonElement answer) => answer.GetProperty("model").GetProperty("version").GetString();

    private void WriteProbes(string seed, double? first)
    {
        string folder = versions.Folder(seed);
        double yes = first ?? ScriptedVersions.Loaded.FirstOf(JudgeCore.Checkpoints.CheckpointFolder.Open(folder).Digest());
        new ProbeSet
        {
            Probes =
            [
                new Probe
                {
                    Task = BuiltInTasks.All[BuiltInTasks.Technical],
                    Images = [Pictures.Png(3)],
                    Mode = VerdictMode.Verdict,
                    Distribution = new Dictionary<string, double> { ["yes"] = yes, ["no"] = 1 - yes },
                },
            ],
        }.Write(folder);
    }

    private static JudgeOutcome.Judged NotANumber(JudgeRequest request) =>
        new(new ScriptedJudge().Answer(request) with { Confidence = double.NaN });
}
