extern alias trainer;

using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Json;
using JudgeApi.Hosting;
using JudgeApi.Keys;
using JudgeApi.Serving;
using JudgeApi.Tests.Hosting;
using JudgeCore.Checkpoints;
using Microsoft.Extensions.DependencyInjection;
using trainer::Trainer.Policies;
using trainer::Trainer.Runs;

namespace JudgeApi.Tests.Models;

/// <summary>The registry over real checkpoints: the two that ship, and an adapter trained for one step.</summary>
public sealed class RealModelTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mtrl-real-").FullName;

    private static CancellationToken Cancel => TestService.Cancel;

    private static string Judge => Path.Combine(Fixtures.Root, "models", "tiny-judge");

    private static string Base => Path.Combine(Fixtures.Root, "models", "tiny-base");

    [Fact]
    public async Task Promotion_changes_the_answers_and_rollback_brings_them_back_to_the_last_digit()
    {
        await using var service = await StartAsync();
        using var ops = service.As(KeyRole.Ops);
        var before = await AnswersAsync(ops);
        string name = await ImportAsync(ops, Base);
        await ChangeAsync(ops, $"/models/{name}/promote", name);
        var promoted = await AnswersAsync(ops);
        Assert.NotEqual(before, promoted);
        await ChangeAsync(ops, "/models/rollback", "tiny-judge");
        Assert.Equal(before, await AnswersAsync(ops));
        await ChangeAsync(ops, "/models/rollback", name);
        Assert.Equal(promoted, await AnswersAsync(ops));
    }

    [Fact]
    public async Task An_adapter_becomes_a_version_that_answers_a_little_differently()
    {
        await using var service = await StartAsync();
        using var ops = service.As(KeyRole.Ops);
        var before = await AnswersAsync(ops);
        var slot = service.Services.GetRequiredService<ServedJudge>().Slot!;
        var asked = slot.Health;
        string name = await ImportAsync(ops, TrainAdapter(), "?base=tiny-judge");
        Assert.Equal(asked, slot.Health); // sharing its memory is no request
        Assert.Equal("tiny-judge-v2", name);
        await ChangeAsync(ops, $"/models/{name}/promote", name);
        var after = await AnswersAsync(ops);
        Assert.NotEqual(before, after);
        Assert.Equal(before.Count, after.Count);
    }

    [Fact]
    public async Task A_damaged_copy_of_a_real_checkpoint_is_refused_with_a_sentence()
    {
        await using var service = await StartAsync();
        using var ops = service.As(KeyRole.Ops);
        string damaged = Path.Combine(folder, "damaged");
        Directory.CreateDirectory(damaged);
        foreach (string file in Directory.GetFiles(Base))
        {
            File.Copy(file, Path.Combine(damaged, Path.GetFileName(file)));
        }

        // Other weights of the right shape under the probes of these.
        File.Copy(Path.Combine(Judge, "model.safetensors"), Path.Combine(damaged, "model.safetensors"), overwrite: true);
        using var answer = await PostAsync(ops, damaged, "");
        var problem = await answer.ProblemAsync(System.Net.HttpStatusCode.BadRequest, "bad_checkpoint");
        Assert.Contains("does not answer as it did", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static Task<TestService> StartAsync() =>
        TestService.StartAsync(
            replace: services => services.AddSingleton(JudgeHosting.CreateLoader),
            settings:
            [
                ("MtRl:Checkpoint", Judge),
                ("MtRl:Precision", "BFloat16"),
                ("MtRl:Engine:Threads", "1"),
                ("MtRl:Models:PollSeconds", "0.1"),
            ]
        );

    // What is said of every picture in examples/, in both modes.
    private static async Task<List<string>> AnswersAsync(HttpClient client)
    {
        List<string> answers = [];
        foreach (
            string file in Directory.GetFiles(Path.Combine(Fixtures.Root, "examples"), "*.png").Order(StringComparer.Ordinal)
        )
        {
            foreach (string mode in new[] { "verdict", "reasoned" })
            {
                string data = Convert.ToBase64String(await File.ReadAllBytesAsync(file, Cancel));
                var body = new
                {
                    task = "technical",
                    mode,
                    images = new[] { new { data, mediaType = "image/png" } },
                };
                var answer = await (await client.SendJsonAsync(HttpMethod.Post, "/judge", body)).JsonAsync();
                answers.Add(
                    $"{answer.GetProperty("model").GetRawText()} {answer.GetProperty("distribution").GetRawText()} {answer.GetProperty("rationale").GetRawText()}"
                );
            }
        }

        return answers;
    }

    private static async Task ChangeAsync(HttpClient ops, string path, string serves)
    {
        await (await ops.PostAsync(path, null, Cancel)).JsonAsync();
        await ModelService.UntilAsync(
            async () => ModelService.Server(await (await ops.GetAsync("/models", Cancel)).JsonAsync(), "version") == serves,
            $"{serves} is served"
        );
    }

    private static async Task<string> ImportAsync(HttpClient ops, string source, string query = "")
    {
        using var answer = await PostAsync(ops, source, query);
        return (await answer.JsonAsync(System.Net.HttpStatusCode.Created)).GetProperty("name").GetString()!;
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient ops, string source, string query)
    {
        using var stream = new MemoryStream();
        await ZipFile.CreateFromDirectoryAsync(source, stream, Cancel);
        using var content = new ByteArrayContent(stream.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        return await ops.PostAsync($"/models/import{query}", content, Cancel);
    }

    private string TrainAdapter()
    {
        var record = new RunRecord
        {
            Verb = RunVerb.Sft,
            Base = Judge,
            Steps = 2,
            Mixture = new MixtureOptions { Gym = new Dictionary<string, double> { ["technical"] = 1 } },
            Policy = new PolicyOptions
            {
                Lora = new LoraOptions { Rank = 2, Targets = ["q_proj", "down_proj"] },
            },
            Optimizer = new OptimizerOptions { LearningRate = 1e-2 },
            Sft = new() { BatchSize = 4 },
        };
        using var run = RunFolder.Begin(Path.Combine(folder, "run"), record);
        new TrainingRun(run, TimeProvider.System).Train((_, _) => { }, CancellationToken.None);
        return run.ModelFolder;
    }
}
