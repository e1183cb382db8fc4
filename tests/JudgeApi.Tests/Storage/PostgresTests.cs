using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using JudgeApi.Keys;
using JudgeApi.Tests.Corrections;
using JudgeApi.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Tests.Storage;

/// <summary>What only a database server can do to the service: be shared from the first moment, and go away.</summary>
[Trait("Needs", "PostgreSql")]
public sealed class PostgresTests
{
    private static CancellationToken Cancel => TestService.Cancel;

    [Fact]
    public async Task Servers_that_start_at_once_on_no_database_at_all_share_one()
    {
        var cluster = await TestDatabase.ClusterAsync();
        string database = cluster.Connection("shared_" + Guid.NewGuid().ToString("N"));
        try
        {
            var starting = Enumerable
                .Range(0, 3)
                .Select(_ => Task.Run(() => TestService.StartAsync(database: database), Cancel))
                .ToArray();
            var services = await Task.WhenAll(starting);
            foreach (var service in services)
            {
                using var ops = service.As(KeyRole.Ops);
                await (await ops.GetAsync("/health/ready", Cancel)).JsonAsync();
                Assert.False(await service.InDatabaseAsync(db => Task.FromResult(db.Database.HasPendingModelChanges())));
                Assert.Empty(await service.InDatabaseAsync(db => db.Database.GetPendingMigrationsAsync(Cancel)));

                // One first-run key, one version of each task, and the two keys that each test service adds.
                Assert.Equal(1 + (2 * services.Length), await service.InDatabaseAsync(db => db.ApiKeys.CountAsync(Cancel)));
                Assert.True(await service.InDatabaseAsync(db => db.TaskRevisions.AllAsync(task => task.Version == 1, Cancel)));
            }

            foreach (var service in services)
            {
                await service.DisposeAsync();
            }
        }
        finally
        {
            await TestDatabase.DropAsync(database);
        }
    }

    [Fact]
    public async Task A_database_that_is_away_for_half_a_minute_is_said_clearly_and_loses_nothing()
    {
        await using var cluster = await PostgresCluster.StartAsync(durable: true);
        await using var service = await TestService.StartAsync(database: cluster.Connection("outage"));
        using var ops = service.As(KeyRole.Ops);
        ConcurrentDictionary<string, string> acknowledged = new(StringComparer.Ordinal);
        ConcurrentBag<string> refusals = [];
        int successes = 0;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        async Task WorkAsync(int worker)
        {
            for (int i = 0; !end.IsCancellationRequested; i++)
            {
                string reference = $"w{worker}-{i}";
                using var judged = await ops.SendJsonAsync(
                    HttpMethod.Post,
                    "/judge",
                    new
                    {
                        task = "technical",
                        images = new[] { Pictures.Data(i % 7) },
                        reference,
                    }
                );
                if (judged.StatusCode == HttpStatusCode.OK)
                {
                    string id = (await judged.JsonAsync()).GetProperty("id").GetString()!;
                    acknowledged[id] = "judgment";
                    using var said = await CorrectionJourneyTests.PostAsync(ops, id, new { verdict = "yes" }, reference);
                    if (said.StatusCode == HttpStatusCode.Created)
                    {
                        acknowledged[(await said.JsonAsync(HttpStatusCode.Created)).GetProperty("id").GetString()!] =
                            "correction";
                        Interlocked.Increment(ref successes);
                        continue;
                    }

                    refusals.Add(await RefusalAsync(said));
                }
                else
                {
                    refusals.Add(await RefusalAsync(judged));
                }

                await Task.Delay(50, Cancel);
            }
        }

        var workers = Enumerable.Range(0, 6).Select(worker => Task.Run(() => WorkAsync(worker), Cancel)).ToArray();
        await UntilAsync(() => successes > 30);

        // Short ones first: each breaks connections at other points of a transaction.
        for (int i = 0; i < 6; i++)
        {
            await cluster.StopServerAsync(immediately: i % 2 == 0);
            await cluster.StartServerAsync();
            int passed = successes;
            await UntilAsync(() => successes > passed + 5);
        }

        int shortOnes = refusals.Count;
        await cluster.StopServerAsync();
        await UntilAsync(() => refusals.Count > shortOnes);
        using (var ready = await ops.GetAsync("/health/ready", Cancel))
        {
            await ready.ProblemAsync(HttpStatusCode.ServiceUnavailable, "database_unavailable");
        }

        await (await ops.GetAsync("/health/live", Cancel)).JsonAsync();
        await Task.Delay(TimeSpan.FromSeconds(30), Cancel);
        await cluster.StartServerAsync();
        int before = successes;
        await UntilAsync(() => successes > before + 30);
        await end.CancelAsync();
        await Task.WhenAll(workers);

        // Every refusal says that it is the database and when to come back; nothing else was answered.
        Assert.Equal(["503 database_unavailable, Retry-After"], refusals.Distinct());
        var judgments = await service.InDatabaseAsync(db => db.Judgments.Select(row => row.Id).ToListAsync(Cancel));
        var corrections = await service.InDatabaseAsync(db =>
            db.Corrections.Select(row => new { row.Id, row.IdempotencyKey }).ToListAsync(Cancel)
        );
        string[] there = [.. judgments, .. corrections.Select(row => row.Id)];
        Assert.Empty(acknowledged.Keys.Except(there, StringComparer.Ordinal));
        Assert.Equal(corrections.Count, corrections.Select(row => row.IdempotencyKey).Distinct().Count());
        TestContext.Current.SendDiagnosticMessage(
            $"{acknowledged.Count} acknowledged, {refusals.Count} refused, {successes - before} after the return"
        );
    }

    [Fact]
    public async Task A_server_waits_for_a_database_that_starts_later()
    {
        await using var cluster = await PostgresCluster.StartAsync();
        await cluster.StopServerAsync();
        var starting = Task.Run(() => TestService.StartAsync(database: cluster.Connection("later")), Cancel);
        await Task.Delay(TimeSpan.FromSeconds(3), Cancel);
        Assert.False(starting.IsCompleted);
        await cluster.StartServerAsync();
        await using var service = await starting;
        using var ops = service.As(KeyRole.Ops);
        await (await ops.GetAsync("/health/ready", Cancel)).JsonAsync();
    }

    private static async Task<string> RefusalAsync(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync(Cancel);
        string code = text.Contains("\"code\":\"database_unavailable\"", StringComparison.Ordinal)
            ? "database_unavailable"
            : text;
        return $"{(int)answer.StatusCode} {code}, {(answer.Headers.RetryAfter is null ? "no " : "")}Retry-After";
    }

    // Waits for a state of the service, not for a time; the limit only ends a test that would never end.
    private static async Task UntilAsync(Func<bool> reached)
    {
        var patience = Stopwatch.StartNew();
        while (!reached())
        {
            Assert.True(patience.Elapsed < TimeSpan.FromMinutes(2), "the expected state did not come within two minutes");
            await Task.Delay(50, Cancel);
        }
    }
}
