using JudgeApi.Keys;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using JudgeApi.Tests.Hosting;
using JudgeApi.Tests.Judging;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging.Abstractions;

namespace JudgeApi.Tests.Storage;

public sealed class RestartTests
{
    private static CancellationToken Cancel => TestService.Cancel;

    [Fact]
    public async Task A_restart_keeps_judgments_images_tasks_and_keys()
    {
        string folder = Directory.CreateTempSubdirectory("mtrl-api-").FullName;
        try
        {
            string id;
            string key;
            await using (var service = await TestService.StartAsync(folder))
            {
                using var pipeline = service.As(KeyRole.Pipeline);
                using var ops = service.As(KeyRole.Ops);
                id = (await JudgeJourneyTests.JudgeAsync(pipeline, "technical", Pictures.Data(9))).GetProperty("id").GetString()!;
                key = service.KeyOf(KeyRole.Pipeline);
                await ops.SendJsonAsync(
                    HttpMethod.Put,
                    "/tasks/technical",
                    new
                    {
                        kind = "labels",
                        rubric = "New?",
                        labels = new[] { "yes", "no" },
                    }
                );
            }

            await using (var service = await TestService.StartAsync(folder))
            {
                using var client = service.As(null);
                client.DefaultRequestHeaders.Add("X-Api-Key", key);
                var stored = await (await client.GetAsync($"/judgments/{id}", Cancel)).JsonAsync();
                Assert.Equal(1, stored.GetProperty("taskVersion").GetInt32());
                Assert.Equal(
                    Pictures.Png(9),
                    await client.GetByteArrayAsync($"/images/{stored.GetProperty("images")[0].GetString()}", Cancel)
                );
                using var ops = service.As(KeyRole.Ops);
                var task = await (await ops.GetAsync("/tasks/technical", Cancel)).JsonAsync();
                Assert.Equal((2, "New?"), (task.GetProperty("version").GetInt32(), task.GetProperty("rubric").GetString()));
            }
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Migrations_may_run_again_and_from_several_servers_and_after_a_killed_one()
    {
        string folder = Directory.CreateTempSubdirectory("mtrl-db-").FullName;
        try
        {
            async Task MigrateAsync()
            {
                await using var db = Open(folder);
                await using var alone = await DatabaseLock.TakeAsync(db, folder, Cancel);
                await DatabaseMigration.ApplyAsync(db, NullLogger.Instance, Cancel);
            }

            // A server that was killed while migrating leaves its lock behind.
            await using (var db = Open(folder))
            {
                await db.Database.ExecuteSqlRawAsync(
                    """CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL); INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01')""",
                    Cancel
                );
            }

            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(MigrateAsync, Cancel)));
            await MigrateAsync();
            await using (var db = Open(folder))
            {
                Assert.Empty(await db.Database.GetPendingMigrationsAsync(Cancel));
                Assert.False(db.Database.HasPendingModelChanges());
                Assert.Equal(0, await db.Judgments.CountAsync(Cancel));
                await db.Database.ExecuteSqlRawAsync(
                    """INSERT INTO "__EFMigrationsHistory" VALUES ('29990101000000_Future', '99')""",
                    Cancel
                );
            }

            var refused = await Assert.ThrowsAsync<JudgeApi.Hosting.StartupException>(MigrateAsync);
            Assert.Contains("Future", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Judgments_of_a_version_without_a_queue_join_it()
    {
        Assert.SkipWhen(TestDatabase.IsPostgres, "that version had SQLite only");
        string folder = Directory.CreateTempSubdirectory("mtrl-db-").FullName;
        try
        {
            await using var db = Open(folder);
            await db.GetService<IMigrator>().MigrateAsync("Initial", cancellationToken: Cancel);
            foreach (
                var (id, flipped, confidence) in new[]
                {
                    ("sure", "0", "0.9"),
                    ("flipped", "1", "0.8"),
                    ("single", "NULL", "0.6"),
                }
            )
            {
                await db.Database.ExecuteSqlAsync(
                    $"""
                    INSERT INTO "Judgments" ("Id", "CreatedAt", "Task", "TaskVersion", "Kind", "Mode", "Verdict", "Confidence", "Distribution", "Abstained",
                      "Flipped", "ModelVersion", "ModelDigest", "PromptTokens", "ImageTokens", "CompletionTokens", "QueueMs", "ImageMs", "ModelMs", "KeyId")
                    VALUES ({id}, '2026-01-01 00:00:00', 'technical', 1, 'Labels', 'Verdict', 'yes', {confidence}, '', 0, {flipped}, 'm', 'd', 0, 0, 0, 0, 0, 0, 'k')
                    """,
                    Cancel
                );
            }

            await DatabaseMigration.ApplyAsync(db, NullLogger.Instance, Cancel);
            var items = await db.ReviewItems.OrderByDescending(item => item.Priority).ToListAsync(Cancel);
            Assert.Equal(["flipped", "single", "sure"], items.Select(item => item.JudgmentId));
            Assert.All(items, item => Assert.Equal((CorrectionOrigin.Uncertain, false), (item.Share, item.Closed)));
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static JudgeDb Open(string folder)
    {
        var builder = new DbContextOptionsBuilder<JudgeDb>();
        DatabaseProvider.Configure(builder, null, folder);
        return new JudgeDb(builder.Options);
    }
}
