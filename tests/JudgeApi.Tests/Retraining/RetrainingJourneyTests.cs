using System.Net;
using System.Text.Json;
using JudgeApi.Keys;
using JudgeApi.Retraining;
using JudgeApi.Storage.Entities;
using JudgeApi.Tests.Hosting;
using JudgeApi.Tests.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JudgeApi.Tests.Retraining;

public sealed class RetrainingJourneyTests
{
    private static CancellationToken Cancel => TestService.Cancel;

    [Fact]
    public async Task Corrections_become_a_version_that_the_gate_let_pass_and_the_dry_run_said_so()
    {
        using var versions = new ScriptedVersions();
        using var trainer = new FakeTrainer();
        await using var service = await RetrainingService.StartAsync(versions, trainer.Program);
        await service.CorrectAsync(40);
        var plan = await service.PlanAsync();
        Assert.True(plan.GetProperty("wouldStart").GetBoolean(), plan.ToString());
        Assert.Equal("first", plan.GetProperty("base").GetString());

        string id = await service.BeginAsync(new { autoPromote = true });
        var run = await service.EndAsync(id);
        Assert.Equal("succeeded", run.GetProperty("state").GetString());
        Assert.Equal(plan.GetProperty("trainItems").GetInt32(), run.GetProperty("trainItems").GetInt32());
        Assert.Equal(plan.GetProperty("heldOutItems").GetInt32(), run.GetProperty("heldOutItems").GetInt32());
        Assert.Equal(run.GetProperty("trainItems").GetInt32(), service.Lines(id, "data/fresh.jsonl").Length);
        Assert.Equal(run.GetProperty("heldOutItems").GetInt32(), service.Lines(id, "heldout/items.jsonl").Length);
        Assert.Equal(40, run.GetProperty("trainItems").GetInt32() + run.GetProperty("heldOutItems").GetInt32());
        Assert.Equal("passed", run.GetProperty("gateReport").GetProperty("outcome").GetString());
        Assert.True(run.GetProperty("promoted").GetBoolean());

        string candidate = run.GetProperty("candidate").GetString()!;
        await service.Models.ServesAsync(candidate);
        var version = await service.Models.VersionAsync(candidate);
        Assert.Equal(id, version.GetProperty("runId").GetString());
        Assert.Equal("first", version.GetProperty("base").GetString());
        Assert.Equal(run.GetProperty("snapshotDigest").GetString(), version.GetProperty("dataDigest").GetString());

        // Exactly the corrections that there were, each with its side.
        var items = await service.Service.InDatabaseAsync(db => db.TrainingRunItems.ToListAsync(Cancel));
        Assert.Equal(40, items.Count);
        Assert.Equal(run.GetProperty("heldOutItems").GetInt32(), items.Count(item => item.Side == SplitSide.HeldOut));
    }

    [Theory]
    [InlineData("failed", "refused")]
    [InlineData("insufficientEvidence", "insufficientEvidence")]
    public async Task What_the_gate_does_not_let_pass_is_no_version(string outcome, string state)
    {
        using var versions = new ScriptedVersions();
        using var trainer = new FakeTrainer(outcome: outcome);
        await using var service = await RetrainingService.StartAsync(versions, trainer.Program);
        await service.CorrectAsync(30);
        var run = await service.EndAsync(await service.BeginAsync(new { autoPromote = true }));
        Assert.Equal(state, run.GetProperty("state").GetString());
        Assert.StartsWith("The gate says", run.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Single((await service.Models.ModelsAsync()).GetProperty("versions").EnumerateArray());
    }

    [Fact]
    public async Task No_held_out_picture_is_in_a_training_file_of_any_of_three_runs()
    {
        using var versions = new ScriptedVersions();
        using var trainer = new FakeTrainer();
        await using var service = await RetrainingService.StartAsync(versions, trainer.Program);
        HashSet<string> heldOut = [];
        HashSet<string> trained = [];
        for (int round = 0; round < 3; round++)
        {
            await service.CorrectAsync(30, first: round * 30);

            // The same pictures under another task, too.
            await service.CorrectAsync(10, first: round * 25, task: "naturalness");
            string id = await service.BeginAsync();
            Assert.Equal("succeeded", (await service.EndAsync(id)).GetProperty("state").GetString());
            heldOut.UnionWith(Pictures(service.Lines(id, "heldout/items.jsonl")));
            trained.UnionWith(Pictures(service.Lines(id, "data/fresh.jsonl")));
            trained.UnionWith(Pictures(service.Lines(id, "data/earlier.jsonl")));
            Assert.Equal(round > 0, service.Lines(id, "data/earlier.jsonl").Length > 0);
        }

        Assert.NotEmpty(heldOut);
        Assert.NotEmpty(trained);
        Assert.Empty(heldOut.Intersect(trained));
    }

    [Fact]
    public async Task A_run_that_cannot_begin_says_why_and_a_second_one_waits_for_the_first()
    {
        using var versions = new ScriptedVersions();
        using var trainer = new FakeTrainer(stepSeconds: 30);
        await using var service = await RetrainingService.StartAsync(versions, trainer.Program);
        var few = await service.PlanAsync();
        Assert.False(few.GetProperty("wouldStart").GetBoolean());
        Assert.Contains("MinItems", few.GetProperty("whyNot")[0].GetString(), StringComparison.Ordinal);
        await (await BeginAsync(service)).ProblemAsync(HttpStatusCode.Conflict, "training_not_possible");

        await service.CorrectAsync(30);
        string id = await service.BeginAsync();
        await service.UntilAsync(id, "training");
        await (await BeginAsync(service)).ProblemAsync(HttpStatusCode.Conflict, "training_active");
        Assert.Contains(id, (await service.PlanAsync()).GetProperty("whyNot")[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancelling_stops_a_trainer_even_one_that_does_not_listen(bool deaf)
    {
        using var versions = new ScriptedVersions();
        using var trainer = new FakeTrainer(stepSeconds: 0.2, deaf: deaf);
        await using var service = await RetrainingService.StartAsync(
            versions,
            trainer.Program,
            settings: [("MtRl:Retraining:StopSeconds", "0.5"), ("MtRl:Retraining:Steps", "10000")]
        );
        await service.CorrectAsync(20);
        string id = await service.BeginAsync();
        await ModelService.UntilAsync(async () => (await service.RunAsync(id)).GetProperty("step").GetInt32() > 0, "it steps");
        var answer = await (await service.Ops.PostAsync($"/training-runs/{id}/cancel", null, Cancel)).JsonAsync();
        Assert.True(answer.GetProperty("cancelling").GetBoolean());
        Assert.Equal("cancelled", (await service.EndAsync(id)).GetProperty("state").GetString());
        int lines = service.Lines(id, "metrics.jsonl").Length;
        await Task.Delay(600, Cancel);
        Assert.Equal(lines, service.Lines(id, "metrics.jsonl").Length);
        Assert.Equal(HttpStatusCode.OK, (await service.Ops.PostAsync($"/training-runs/{id}/cancel", null, Cancel)).StatusCode);
    }

    [Fact]
    public async Task Cancelling_in_the_moment_in_which_a_trainer_starts_leaves_none_behind()
    {
        using var versions = new ScriptedVersions();
        using var trainer = new FakeTrainer(stepSeconds: 0.1);
        await using var service = await RetrainingService.StartAsync(
            versions,
            trainer.Program,
            settings: [("MtRl:Retraining:StopSeconds", "0.5"), ("MtRl:Retraining:Steps", "10000")]
        );
        await service.CorrectAsync(20);
        for (int run = 0; run < 3; run++)
        {
            string id = await service.BeginAsync();
            while (service.Lines(id, ".process").Length == 0)
            {
                await Task.Delay(1, Cancel);
            }

            await service.Ops.PostAsync($"/training-runs/{id}/cancel", null, Cancel);
            Assert.Equal("cancelled", (await service.EndAsync(id)).GetProperty("state").GetString());
            int lines = service.Lines(id, "metrics.jsonl").Length;
            await Task.Delay(600, Cancel);
            Assert.Equal(lines, service.Lines(id, "metrics.jsonl").Length);
        }
    }

    [Fact]
    public async Task A_trainer_that_always_breaks_is_given_up_after_so_many_attempts_with_its_last_words()
    {
        using var versions = new ScriptedVersions();
        using var trainer = new FakeTrainer(breaks: true);
        await using var service = await RetrainingService.StartAsync(
            versions,
            trainer.Program,
            settings: [("MtRl:Retraining:MaxAttempts", "3")]
        );
        await service.CorrectAsync(20);
        var run = await service.EndAsync(await service.BeginAsync());
        Assert.Equal("failed", run.GetProperty("state").GetString());
        Assert.Equal(
            "The trainer ended 3 times without a result; its last words: it broke",
            run.GetProperty("reason").GetString()
        );
        await (
            await service.Ops.PostAsync($"/training-runs/{run.GetProperty("id").GetString()}/cancel", null, Cancel)
        ).ProblemAsync(HttpStatusCode.Conflict, "training_ended");
    }

    [Fact]
    public async Task Events_tell_the_whole_run_and_go_on_after_the_last_one_that_was_seen()
    {
        using var versions = new ScriptedVersions();
        using var trainer = new FakeTrainer(stepSeconds: 0.05);
        await using var service = await RetrainingService.StartAsync(versions, trainer.Program);
        await service.CorrectAsync(20);
        string id = await service.BeginAsync();
        var all = await EventsAsync(service, id, null);
        Assert.Equal(["1", "2", "3", "4", "5"], Steps(all, "metrics"));
        Assert.Equal(["1", "2", "3", "4", "5"], Steps(all, "progress"));
        Assert.Equal(5, all.Count(one => one.Type == "log" && one.Data.Contains("step ", StringComparison.Ordinal)));
        Assert.Equal("state", all[^1].Type);
        Assert.Contains("\"state\":\"succeeded\"", all[^1].Data, StringComparison.Ordinal);

        int seen = all.FindIndex(one => one.Type == "metrics" && one.Data.Contains("\"step\":3", StringComparison.Ordinal));
        var rest = await EventsAsync(service, id, all[seen].Id);
        Assert.Equal(["4", "5"], Steps(rest, "metrics"));
        Assert.Equal("state", rest[^1].Type);

        using var bad = new HttpRequestMessage(HttpMethod.Get, $"/training-runs/{id}/events");
        bad.Headers.Add("Last-Event-ID", "nonsense");
        await (await service.Ops.SendAsync(bad, Cancel)).ProblemAsync(HttpStatusCode.BadRequest, "bad_value");
    }

    [Fact]
    public async Task Judgments_of_an_edited_task_and_of_divided_raters_are_left_out_with_the_reason()
    {
        using var versions = new ScriptedVersions();
        using var trainer = new FakeTrainer();
        await using var service = await RetrainingService.StartAsync(versions, trainer.Program);
        await service.CorrectAsync(20);
        var task = await (await service.Ops.GetAsync("/tasks/technical", Cancel)).JsonAsync();
        var edited = new
        {
            kind = task.GetProperty("kind").GetString(),
            rubric = "Is this picture free of technical faults?",
            labels = new[] { "yes", "no" },
        };
        var answer = await service.Ops.SendJsonAsync(HttpMethod.Put, "/tasks/technical", edited);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
        await service.CorrectAsync(15, first: 100);
        var plan = await service.PlanAsync();
        var dropped = plan.GetProperty("dropped").EnumerateArray().Single();
        Assert.Equal(
            ("oldTaskVersion", 20),
            (dropped.GetProperty("why").GetString(), dropped.GetProperty("judgments").GetInt32())
        );
        Assert.Equal(15, plan.GetProperty("trainItems").GetInt32() + plan.GetProperty("heldOutItems").GetInt32());
    }

    [Fact]
    public async Task Enough_new_corrections_begin_a_run()
    {
        using var versions = new ScriptedVersions();
        using var trainer = new FakeTrainer();
        await using var service = await RetrainingService.StartAsync(
            versions,
            trainer.Program,
            settings: [("MtRl:Retraining:NewCorrections", "25"), ("MtRl:Retraining:PauseMinutes", "0")]
        );
        await service.CorrectAsync(24);
        await LookAsync(service);
        Assert.Empty(await RunsAsync(service));
        await service.CorrectAsync(1, first: 50);
        await LookAsync(service);
        var run = Assert.Single(await RunsAsync(service));
        Assert.Equal("corrections", run.GetProperty("trigger").GetString());
        await service.EndAsync(run.GetProperty("id").GetString()!);
        await LookAsync(service);
        Assert.Single(await RunsAsync(service));
    }

    [Fact]
    public async Task The_dashboard_is_for_ops_keys_only()
    {
        await using var service = await TestService.StartAsync();
        foreach (
            var (role, status) in new (KeyRole?, HttpStatusCode)[]
            {
                (null, HttpStatusCode.Unauthorized),
                (KeyRole.Rater, HttpStatusCode.Forbidden),
                (KeyRole.Pipeline, HttpStatusCode.Forbidden),
                (KeyRole.Ops, HttpStatusCode.OK),
            }
        )
        {
            using var client = service.As(role);
            Assert.Equal(status, (await client.GetAsync("/hangfire", Cancel)).StatusCode);
            Assert.Equal(status, (await client.GetAsync("/hangfire/servers", Cancel)).StatusCode);
        }

        // A person's browser sends the key as a password.
        using var browser = service.As(null);
        browser.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String("me:ops-key-of-the-tests"u8));
        Assert.Contains("MtRlJudge", await browser.GetStringAsync("/hangfire", Cancel), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> BeginAsync(RetrainingService service) =>
        service.Ops.SendJsonAsync(HttpMethod.Post, "/training-runs", new { });

    private static async Task<JsonElement[]> RunsAsync(RetrainingService service) =>
        [.. (await (await service.Ops.GetAsync("/training-runs", Cancel)).JsonAsync()).GetProperty("items").EnumerateArray()];

    // Hangfire calls it every minute.
    private static async Task LookAsync(RetrainingService service)
    {
        await using var scope = service.Service.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<RetrainingTriggers>().LookAsync(Cancel);
    }

    private static IEnumerable<string> Pictures(string[] lines) =>
        lines.SelectMany(line =>
            JsonDocument.Parse(line).RootElement.GetProperty("images").EnumerateArray().Select(image => image.GetString()!)
        );

    private static List<string> Steps(List<(string Type, string Data, string Id)> events, string type) =>
        [
            .. events
                .Where(one => one.Type == type)
                .Select(one => JsonDocument.Parse(one.Data).RootElement.GetProperty("step").ToString()),
        ];

    private static async Task<List<(string Type, string Data, string Id)>> EventsAsync(
        RetrainingService service,
        string id,
        string? last
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/training-runs/{id}/events");
        if (last is not null)
        {
            request.Headers.Add("Last-Event-ID", last);
        }

        using var answer = await service.Ops.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        List<(string, string, string)> events = [];
        await using var stream = await answer.Content.ReadAsStreamAsync(Cancel);
        await foreach (var one in System.Net.ServerSentEvents.SseParser.Create(stream).EnumerateAsync(Cancel))
        {
            events.Add((one.EventType, one.Data, one.EventId ?? ""));
        }

        return events;
    }
}
