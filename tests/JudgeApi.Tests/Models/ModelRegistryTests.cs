using System.Net;
using System.Text.Json;
using JudgeApi.Tests.Hosting;

namespace JudgeApi.Tests.Models;

public sealed class ModelRegistryTests : IDisposable
{
    private readonly ScriptedVersions versions = new();

    private static CancellationToken Cancel => TestService.Cancel;

    [Fact]
    public async Task The_first_start_registers_and_serves_the_configured_checkpoint()
    {
        await using var service = await ModelService.StartAsync(versions);
        var models = await service.ModelsAsync();
        Assert.Equal("first", models.GetProperty("wanted").GetString());
        Assert.Equal(JsonValueKind.Null, models.GetProperty("previous").ValueKind);
        var version = Assert.Single(models.GetProperty("versions").EnumerateArray());
        Assert.Equal(("first", "configured", "ready"), (Text(version, "name"), Text(version, "origin"), Text(version, "status")));
        Assert.Equal("first", Text((await service.JudgeAsync()).GetProperty("model"), "version"));
    }

    [Fact]
    public async Task A_promoted_version_answers_and_a_rollback_brings_the_old_answers_back()
    {
        await using var service = await ModelService.StartAsync(versions);
        var before = await service.JudgeAsync();
        string name = await service.ImportAsync("second");
        Assert.Equal("first-v2", name);
        Assert.Equal("first", Text((await service.JudgeAsync()).GetProperty("model"), "version"));

        var wanted = await (await service.PromoteAsync(name, "first")).JsonAsync();
        Assert.Equal(
            (name, "first", 2),
            (Text(wanted, "wanted"), Text(wanted, "previous"), wanted.GetProperty("generation").GetInt32())
        );
        await service.ServesAsync(name);
        var promoted = await service.JudgeAsync();
        Assert.Equal(name, Text(promoted.GetProperty("model"), "version"));
        Assert.NotEqual(Distribution(before), Distribution(promoted));

        await (await service.RollBackAsync(name)).JsonAsync();
        await service.ServesAsync("first");
        var after = await service.JudgeAsync();
        Assert.Equal(Distribution(before), Distribution(after));
        Assert.Equal(before.GetProperty("model").GetRawText(), after.GetProperty("model").GetRawText());
        await ModelService.UntilAsync(
            () => Task.FromResult(versions.Judges.Count(judge => !judge.Freed) == 1),
            "only the served judge is in memory"
        );
        Assert.DoesNotContain(versions.Judges, judge => judge.Misused);
    }

    [Fact]
    public async Task Of_two_promotions_at_once_one_is_refused_with_what_is_wanted_by_now()
    {
        await using var service = await ModelService.StartAsync(versions);
        string second = await service.ImportAsync("second");
        string third = await service.ImportAsync("third");
        var answers = await Task.WhenAll(service.PromoteAsync(second, "first"), service.PromoteAsync(third, "first"));
        var refused = Assert.Single(answers, answer => answer.StatusCode != HttpStatusCode.OK);
        string won = Text((await service.ModelsAsync()), "wanted");
        var problem = await refused.ProblemAsync(HttpStatusCode.Conflict, "version_conflict");
        Assert.Contains(won, Text(problem, "detail"), StringComparison.Ordinal);
        await service.ServesAsync(won);
    }

    [Fact]
    public async Task What_cannot_be_done_is_said()
    {
        await using var service = await ModelService.StartAsync(versions);
        await (await service.PromoteAsync("nothing")).ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await (await service.RollBackAsync()).ProblemAsync(HttpStatusCode.Conflict, "nothing_to_roll_back");
        await (await service.Ops.SendJsonAsync(HttpMethod.Post, "/models/rollback", new { expcted = "x" })).ProblemAsync(
            HttpStatusCode.BadRequest,
            "unknown_field"
        );
        await (await service.Ops.GetAsync("/models/nothing", Cancel)).ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_restart_serves_what_was_promoted_and_a_checkpoint_newly_configured_is_wanted()
    {
        string data = Directory.CreateTempSubdirectory("mtrl-models-").FullName;
        string? database;
        string name;
        await using (var service = await ModelService.StartAsync(versions, data))
        {
            database = service.Service.Database;
            name = await service.ImportAsync("second");
            await (await service.PromoteAsync(name)).JsonAsync();
            await service.ServesAsync(name);
            await using var again = await ModelService.StartAsync(versions, data, database);
            Assert.Equal(name, Text((await again.JudgeAsync()).GetProperty("model"), "version"));
            await using var configured = await ModelService.StartAsync(
                versions,
                data,
                database,
                ("MtRl:Checkpoint", versions.Folder("other"))
            );
            Assert.Equal("other", Text((await configured.JudgeAsync()).GetProperty("model"), "version"));
            await service.ServesAsync("other");
        }

        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task Every_action_is_in_the_audit_log_with_who_and_from_what_to_what()
    {
        await using var service = await ModelService.StartAsync(versions);
        string name = await service.ImportAsync("second");
        await (
            await service.Ops.SendJsonAsync(HttpMethod.Post, $"/models/{name}/promote", new { reason = "new house rules" })
        ).JsonAsync();
        await (await service.Ops.PutAsync($"/models/{name}/pin", null, Cancel)).JsonAsync();
        await (await service.Ops.DeleteAsync($"/models/{name}/pin", Cancel)).JsonAsync();
        await (await service.RollBackAsync()).JsonAsync();
        await (
            await service.Ops.SendJsonAsync(
                HttpMethod.Put,
                "/tasks/product-alone",
                new
                {
                    kind = "labels",
                    rubric = "Is the product alone?",
                    labels = new[] { "yes", "no" },
                }
            )
        ).JsonAsync(HttpStatusCode.Created);

        var page = await (await service.Ops.GetAsync("/audit?limit=6", Cancel)).JsonAsync();
        var entries = page.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(
            ["task.edited", "model.rolled_back", "model.unpinned", "model.pinned", "model.promoted", "model.registered"],
            entries.Select(entry => Text(entry, "action"))
        );
        var promoted = entries[4];
        Assert.Equal(
            ("first", name, "new house rules"),
            (Text(promoted, "from"), Text(promoted, "to"), Text(promoted, "reason"))
        );
        Assert.All(entries, entry => Assert.NotEqual(JsonValueKind.Null, entry.GetProperty("keyName").ValueKind));
        var rest = await (await service.Ops.GetAsync($"/audit?cursor={Text(page, "nextCursor")}", Cancel)).JsonAsync();
        Assert.Contains(rest.GetProperty("items").EnumerateArray(), entry => Text(entry, "action") == "key.created");
        var ofOne = await (await service.Ops.GetAsync("/audit?subject=product-alone", Cancel)).JsonAsync();
        Assert.Single(ofOne.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Old_versions_lose_their_files_but_never_the_served_the_previous_or_a_pinned_one()
    {
        await using var service = await ModelService.StartAsync(versions, settings: [("MtRl:Models:Keep", "1")]);
        List<string> names = [];
        foreach (string seed in new[] { "b", "c", "d", "e", "f" })
        {
            names.Add(await service.ImportAsync(seed));
        }

        await (await service.Ops.PutAsync($"/models/{names[0]}/pin", null, Cancel)).JsonAsync();
        await (await service.PromoteAsync(names[1])).JsonAsync();
        await service.ServesAsync(names[1]);
        await (await service.PromoteAsync(names[2])).JsonAsync();
        await service.ServesAsync(names[2]);
        await service.CollectAsync();

        async Task<string> Status(string name) => Text(await service.VersionAsync(name), "status");
        Assert.Equal("ready", await Status("first"));
        Assert.Equal("ready", await Status(names[0]));
        Assert.Equal("ready", await Status(names[1]));
        Assert.Equal("ready", await Status(names[2]));
        Assert.Equal("collected", await Status(names[3]));
        Assert.Equal("ready", await Status(names[4]));
        await (await service.PromoteAsync(names[3])).ProblemAsync(HttpStatusCode.Conflict, "model_not_servable");
        Assert.Equal(4, Directory.GetDirectories(Path.Combine(service.Service.DataFolder, "models")).Length);
    }

    [Fact]
    public async Task Two_servers_on_one_database_converge()
    {
        await using var one = await ModelService.StartAsync(versions);
        await using var two = await ModelService.StartAsync(versions, one.Service.DataFolder, one.Service.Database);
        string name = await one.ImportAsync("second");
        await (await two.PromoteAsync(name, "first")).JsonAsync();
        await ModelService.UntilAsync(
            async () =>
            {
                var servers = (await one.ModelsAsync()).GetProperty("servers").EnumerateArray().ToList();
                return servers.Count == 2 && servers.All(server => Text(server, "version") == name);
            },
            "both serve the new version"
        );
        Assert.Equal(name, Text((await one.JudgeAsync()).GetProperty("model"), "version"));
        Assert.Equal(name, Text((await two.JudgeAsync()).GetProperty("model"), "version"));
    }

    public void Dispose() => versions.Dispose();

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString() ?? "";

    private static string Distribution(JsonElement answer) => answer.GetProperty("distribution").GetRawText();
}
