using System.Net;
using JudgeApi.Tests.Hosting;
using JudgeApi.Tests.Models;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Tests.Retraining;

public sealed class SeveralServersTests
{
    [Fact]
    public async Task Two_servers_on_one_database_never_run_two_trainings()
    {
        using var versions = new ScriptedVersions();

        // A run lasts far longer than the requests that come at once: none of them is late enough to find it ended.
        using var trainer = new FakeTrainer(stepSeconds: 0.4);

        // Both live all the time: however slow the machine, nobody is to be taken for dead.
        (string, string) patient = ("MtRl:Retraining:LeaseSeconds", "120");
        await using var first = await RetrainingService.StartAsync(versions, trainer.Program, settings: [patient]);
        await using var second = await RetrainingService.StartAsync(
            versions,
            trainer.Program,
            first.Service.DataFolder,
            first.Service.Database,
            patient
        );
        await first.CorrectAsync(20);
        for (int round = 0; round < 3; round++)
        {
            // Both are asked at once, again and again, while both look for runs that nobody works on.
            var answers = await Task.WhenAll(
                Enumerable
                    .Range(0, 6)
                    .Select(i => (i % 2 == 0 ? first : second).Ops.SendJsonAsync(HttpMethod.Post, "/training-runs", new { }))
            );
            Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Accepted);
            Assert.All(
                answers.Where(answer => answer.StatusCode != HttpStatusCode.Accepted),
                answer => Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode)
            );
            var begun = await answers
                .Single(answer => answer.StatusCode == HttpStatusCode.Accepted)
                .JsonAsync(HttpStatusCode.Accepted);
            string id = begun.GetProperty("id").GetString()!;
            Assert.Equal("succeeded", (await second.EndAsync(id)).GetProperty("state").GetString());
            Assert.Equal(["1", "2", "3", "4", "5"], first.Lines(id, "trainer.log").Select(line => line["step ".Length..]));
        }

        Assert.False(trainer.WasTwice, "two trainers worked in one folder");
        Assert.Equal(3, await first.Service.InDatabaseAsync(db => db.TrainingRuns.CountAsync(TestService.Cancel)));
    }

    [Fact]
    public async Task A_service_that_is_stopped_leaves_a_run_that_the_next_one_goes_on_with()
    {
        using var versions = new ScriptedVersions();
        using var trainer = new FakeTrainer(stepSeconds: 0.1);
        string folder = Directory.CreateTempSubdirectory("mtrl-api-").FullName;
        string? database = await TestDatabase.OfAsync(folder);
        try
        {
            string id;
            await using (
                var service = await RetrainingService.StartAsync(
                    versions,
                    trainer.Program,
                    folder,
                    database,
                    ("MtRl:Retraining:Steps", "20")
                )
            )
            {
                await service.CorrectAsync(20);
                id = await service.BeginAsync();
                await ModelService.UntilAsync(
                    async () => (await service.RunAsync(id)).GetProperty("step").GetInt32() > 2,
                    "it has made steps"
                );
            }

            Assert.Null(JudgeApi.Retraining.TrainerProcess.Find(Path.Combine(folder, "runs", id)));
            await using var next = await RetrainingService.StartAsync(versions, trainer.Program, folder, database);
            var run = await next.EndAsync(id);
            Assert.Equal("succeeded", run.GetProperty("state").GetString());
            Assert.Equal(
                Enumerable.Range(1, 20),
                next.Lines(id, "trainer.log")
                    .Select(line => int.Parse(line["step ".Length..], System.Globalization.CultureInfo.InvariantCulture))
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
