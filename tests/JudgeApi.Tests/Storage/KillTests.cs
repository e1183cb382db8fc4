using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using JudgeApi.Storage;
using JudgeApi.Tests.Corrections;
using JudgeApi.Tests.Hosting;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Tests.Storage;

/// <summary>
/// The real program is killed again and again while judgments and corrections stream in: whatever it acknowledged is there, once. Three kills in the suite;
/// MTRL_KILLS says how many more (eng/test kill: fifty on each database).
/// </summary>
[Trait("Kind", "Kill")]
public sealed class KillTests
{
    private const int Workers = 4;

    private static CancellationToken Cancel => TestService.Cancel;

    [Fact]
    public async Task What_was_acknowledged_before_a_kill_is_there_exactly_once()
    {
        int kills = int.TryParse(Environment.GetEnvironmentVariable("MTRL_KILLS"), CultureInfo.InvariantCulture, out int wanted)
            ? wanted
            : 3;
        string folder = Directory.CreateTempSubdirectory("mtrl-kill-").FullName;
        string? database = await TestDatabase.OfAsync(folder);
        var random = new Random(20263);
        ConcurrentDictionary<string, byte> judgments = new(StringComparer.Ordinal);
        ConcurrentDictionary<string, string> corrections = new(StringComparer.Ordinal);
        ConcurrentDictionary<string, string> unanswered = new(StringComparer.Ordinal);
        try
        {
            for (int kill = 0; kill < kills; kill++)
            {
                using var service = ServiceProcess.Start(folder, database);

                // Each tenth time it does not even get to listen.
                if (kill % 10 == 9)
                {
                    await Task.Delay(random.Next(2000), Cancel);
                    service.Kill();
                    continue;
                }

                await service.ReadyAsync(Cancel);
                int known = judgments.Count + corrections.Count;
                var streams = Enumerable
                    .Range(0, Workers)
                    .Select(worker => StreamAsync(service.Client, $"{kill}-{worker}", judgments, corrections, unanswered))
                    .ToArray();
                while (judgments.Count + corrections.Count < known + 10)
                {
                    await Task.Delay(10, Cancel);
                }

                await Task.Delay(random.Next(600), Cancel);
                service.Kill();
                await Task.WhenAll(streams);
            }

            using var last = ServiceProcess.Start(folder, database);
            await last.ReadyAsync(Cancel);

            // What got no answer may or may not be stored; sent again under its key, it is stored once.
            foreach (var (key, judgment) in unanswered)
            {
                using var again = await CorrectionJourneyTests.PostAsync(last.Client, judgment, new { verdict = "yes" }, key);
                corrections[key] = (await again.JsonAsync(HttpStatusCode.Created)).GetProperty("id").GetString()!;
            }

            await CheckAsync(last.Client, folder, database, [.. judgments.Keys], corrections);
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{kills} kills; {judgments.Count} judgments and {corrections.Count} corrections acknowledged, {unanswered.Count} sent again"
            );
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            await TestDatabase.DropAsync(database);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task StreamAsync(
        HttpClient client,
        string name,
        ConcurrentDictionary<string, byte> judgments,
        ConcurrentDictionary<string, string> corrections,
        ConcurrentDictionary<string, string> unanswered
    )
    {
        try
        {
            for (int i = 0; ; i++)
            {
                using var judged = await client.SendJsonAsync(
                    HttpMethod.Post,
                    "/judge",
                    new
                    {
                        task = "technical",
                        images = new[] { Pictures.Data(name.GetHashCode(StringComparison.Ordinal) + i) },
                        reference = $"{name}-{i}",
                    }
                );
                string id = (await judged.JsonAsync()).GetProperty("id").GetString()!;
                judgments[id] = 0;
                string key = $"{name}-{i}";
                unanswered[key] = id;
                using var said = await CorrectionJourneyTests.PostAsync(client, id, new { verdict = "yes" }, key);
                corrections[key] = (await said.JsonAsync(HttpStatusCode.Created)).GetProperty("id").GetString()!;
                unanswered.TryRemove(key, out _);
            }
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            // Killed.
        }
    }

    private static async Task CheckAsync(
        HttpClient client,
        string folder,
        string? database,
        IReadOnlyList<string> judgments,
        IReadOnlyDictionary<string, string> corrections
    )
    {
        var builder = new DbContextOptionsBuilder<JudgeDb>();
        DatabaseProvider.Configure(builder, database, folder);
        await using var db = new JudgeDb(builder.Options);
        if (database is null)
        {
            Assert.Equal("ok", (await db.Database.SqlQueryRaw<string>("PRAGMA integrity_check").ToListAsync(Cancel)).Single());
        }

        var stored = await db.Judgments.AsNoTracking().Include(row => row.Images).ToListAsync(Cancel);
        Assert.Empty(judgments.Except(stored.Select(row => row.Id), StringComparer.Ordinal));
        Assert.Equal(stored.Count, stored.Select(row => row.Reference).Distinct().Count());

        // A judgment is whole: its images are rows and files with the content that their name promises, and it waits in the queue.
        var blobs = new BlobStore(Path.Combine(folder, "images"));
        foreach (string image in stored.SelectMany(row => row.Images).Select(image => image.ImageId).Distinct())
        {
            Assert.Equal(image, BlobStore.IdOf((await blobs.GetAsync(image, Cancel))!));
        }

        Assert.All(stored, row => Assert.Single(row.Images));
        Assert.Equal(stored.Count, await db.ReviewItems.CountAsync(Cancel));

        var said = await db.Corrections.AsNoTracking().ToListAsync(Cancel);
        Assert.Equal(
            corrections.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}"),
            said.OrderBy(row => row.IdempotencyKey, StringComparer.Ordinal).Select(row => $"{row.IdempotencyKey} {row.Id}")
        );
        using var one = await client.GetAsync($"/judgments/{judgments[0]}", Cancel);
        await one.JsonAsync();
    }
}
