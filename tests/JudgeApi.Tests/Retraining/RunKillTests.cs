using System.Globalization;
using System.Net;
using System.Text.Json;
using JudgeApi.Tests.Hosting;
using JudgeApi.Tests.Judging;

namespace JudgeApi.Tests.Retraining;

/// <summary>
/// The real service and its trainer are killed at random moments of training runs: no run is left active, and no two trainers ever work in one folder.
/// Three kills in the suite; MTRL_KILLS says how many more (eng/test kill: fifty on each database).
/// </summary>
[Trait("Kind", "Kill")]
public sealed class RunKillTests
{
    private static CancellationToken Cancel => TestService.Cancel;

    [Fact]
    public async Task Whoever_is_killed_the_run_comes_to_an_end()
    {
        int kills = int.TryParse(Environment.GetEnvironmentVariable("MTRL_KILLS"), CultureInfo.InvariantCulture, out int wanted)
            ? wanted
            : 3;
        string folder = Directory.CreateTempSubdirectory("mtrl-runkill-").FullName;
        string? database = await TestDatabase.OfAsync(folder);
        using var trainer = new FakeTrainer(stepSeconds: 0.1);
        var random = new Random(20264);
        ServiceProcess? service = null;
        int services = 0;
        int trainers = 0;
        try
        {
            service = await StartAsync(folder, database, trainer);
            for (int i = 0; i < 20; i++)
            {
                var judged = await JudgeJourneyTests.JudgeAsync(service.Client, "technical", Pictures.Data(i));
                string judgment = judged.GetProperty("id").GetString()!;
                await (
                    await service.Client.SendJsonAsync(
                        HttpMethod.Post,
                        $"/judgments/{judgment}/corrections",
                        new { verdict = i % 2 == 0 ? "yes" : "no" }
                    )
                ).JsonAsync(HttpStatusCode.Created);
            }

            for (int kill = 0; kill < kills; kill++)
            {
                if (await ActiveAsync(service) is null)
                {
                    await (await service.Client.SendJsonAsync(HttpMethod.Post, "/training-runs", new { })).JsonAsync(
                        HttpStatusCode.Accepted
                    );
                }

                await Task.Delay(random.Next(2500), Cancel);
                bool both = kill % 3 == 2;
                if (both || kill % 3 == 1)
                {
                    trainers += KillTrainer(folder) ? 1 : 0;
                }

                if (both || kill % 3 == 0)
                {
                    service.Kill();
                    service.Dispose();
                    services++;
                    service = await StartAsync(folder, database, trainer);
                }
            }

            while (await ActiveAsync(service) is not null)
            {
                await Task.Delay(200, Cancel);
            }

            var runs = (await (await service.Client.GetAsync("/training-runs?limit=200", Cancel)).JsonAsync())
                .GetProperty("items")
                .EnumerateArray()
                .ToList();
            Assert.NotEmpty(runs);
            Assert.All(runs, run => Assert.Equal("succeeded", run.GetProperty("state").GetString()));
            Assert.False(trainer.WasTwice, "two trainers worked in one folder");
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{services} services and {trainers} trainers killed, {runs.Count} runs"
            );
        }
        finally
        {
            service?.Dispose();
            KillTrainer(folder);
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            await TestDatabase.DropAsync(database);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<ServiceProcess> StartAsync(string folder, string? database, FakeTrainer trainer)
    {
        var service = ServiceProcess.Start(
            folder,
            database,
            $"MtRl:Retraining:Trainer={trainer.Program}",
            "MtRl:Retraining:PollSeconds=0.1",
            "MtRl:Retraining:LeaseSeconds=3",
            "MtRl:Retraining:MinItems=10",
            "MtRl:Retraining:Steps=30",
            "MtRl:Retraining:MaxAttempts=50"
        );
        await service.ReadyAsync(Cancel);
        return service;
    }

    private static async Task<JsonElement?> ActiveAsync(ServiceProcess service)
    {
        var runs = await (await service.Client.GetAsync("/training-runs", Cancel)).JsonAsync();
        return runs.GetProperty("items")
            .EnumerateArray()
            .Where(run => run.GetProperty("endedAt").ValueKind == JsonValueKind.Null)
            .Cast<JsonElement?>()
            .FirstOrDefault();
    }

    // The trainer that works in a run folder of this test, if there is one just now.
    private static bool KillTrainer(string folder)
    {
        bool killed = false;
        string runs = Path.Combine(folder, "runs");
        foreach (string run in Directory.Exists(runs) ? Directory.GetDirectories(runs) : [])
        {
            if (JudgeApi.Retraining.TrainerProcess.Find(run) is { } process)
            {
                process.Kill();
                killed = true;
            }
        }

        return killed;
    }
}
