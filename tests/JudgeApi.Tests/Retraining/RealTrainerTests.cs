using System.Net;
using System.Text.Json;
using JudgeApi.Tests.Hosting;
using JudgeApi.Tests.Judging;

namespace JudgeApi.Tests.Retraining;

/// <summary>The real service, the real trainer and the real gate on a shipped model, a few steps long: that they understand each other, not how well it learns.</summary>
public sealed class RealTrainerTests
{
    private static CancellationToken Cancel => TestService.Cancel;

    [Fact]
    public async Task A_run_goes_from_corrections_to_the_gates_report()
    {
        string folder = Directory.CreateTempSubdirectory("mtrl-real-").FullName;
        string? database = await TestDatabase.OfAsync(folder);
        try
        {
            using var service = ServiceProcess.Start(
                folder,
                database,
                "MtRl:Retraining:MinItems=10",
                "MtRl:Retraining:Steps=2",
                "MtRl:Retraining:Prompts=4",
                "MtRl:Retraining:GroupSize=4",
                "MtRl:Retraining:Minibatches=1",
                "MtRl:Retraining:GateGymItems=2",
                "MtRl:Retraining:Nice=0",
                "MtRl:Retraining:PollSeconds=0.2",
                "MtRl:Retraining:Fields:grpo.maxCompletionTokens=32"
            );
            await service.ReadyAsync(Cancel);
            for (int i = 0; i < 24; i++)
            {
                var judged = await JudgeJourneyTests.JudgeAsync(service.Client, "technical", Pictures.Data(i));
                await (
                    await service.Client.SendJsonAsync(
                        HttpMethod.Post,
                        $"/judgments/{judged.GetProperty("id").GetString()}/corrections",
                        new { verdict = i % 2 == 0 ? "yes" : "no" }
                    )
                ).JsonAsync(HttpStatusCode.Created);
            }

            var begun = await (await service.Client.SendJsonAsync(HttpMethod.Post, "/training-runs", new { })).JsonAsync(
                HttpStatusCode.Accepted
            );
            JsonElement run;
            do
            {
                await Task.Delay(200, Cancel);
                run = await (
                    await service.Client.GetAsync($"/training-runs/{begun.GetProperty("id").GetString()}", Cancel)
                ).JsonAsync();
            } while (run.GetProperty("endedAt").ValueKind == JsonValueKind.Null);

            // A handful of held-out items says nothing, and the gate says so.
            Assert.True(run.GetProperty("state").GetString() == "insufficientEvidence", run.ToString());
            Assert.Equal(2, run.GetProperty("step").GetInt32());
            var slices = run.GetProperty("gateReport").GetProperty("slices").EnumerateArray().ToList();
            Assert.Contains(slices, slice => slice.GetProperty("source").GetString() == "data");
            Assert.Contains(slices, slice => slice.GetProperty("source").GetString() == "gym");
            Assert.Equal(
                run.GetProperty("base").GetString(),
                run.GetProperty("gateReport").GetProperty("champion").GetProperty("version").GetString()
            );
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            await TestDatabase.DropAsync(database);
            Directory.Delete(folder, recursive: true);
        }
    }
}
