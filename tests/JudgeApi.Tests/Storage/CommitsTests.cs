using System.Collections.Concurrent;
using JudgeApi.Keys;
using JudgeApi.Lanes;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using JudgeApi.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JudgeApi.Tests.Storage;

public sealed class CommitsTests
{
    private static CancellationToken Cancel => TestService.Cancel;

    [Fact]
    public async Task Work_that_fails_takes_nothing_of_the_others_with_it()
    {
        await using var service = await TestService.StartAsync();
        var commits = service.Services.GetRequiredService<Commits>();
        var works = Enumerable
            .Range(0, 60)
            .Select(i =>
                Task.Run(
                    () =>
                        DoAsync(
                            commits,
                            async (db, token) =>
                            {
                                db.ApiKeys.Add(Key(i));
                                await db.SaveChangesAsync(token);
                                return i % 3 == 0 ? throw new InvalidOperationException($"work {i}") : i;
                            },
                            Cancel
                        ),
                    Cancel
                )
            )
            .ToArray();
        for (int i = 0; i < works.Length; i++)
        {
            if (i % 3 == 0)
            {
                var error = await Assert.ThrowsAsync<InvalidOperationException>(() => works[i]);
                Assert.Equal($"work {i}", error.Message);
            }
            else
            {
                Assert.Equal(i, await works[i]);
            }
        }

        var stored = await service.InDatabaseAsync(db =>
            db.ApiKeys.Where(key => key.Id.StartsWith("work")).Select(key => key.Id).ToListAsync(Cancel)
        );
        Assert.Equal(
            Enumerable.Range(0, 60).Where(i => i % 3 != 0).Select(i => $"work{i}").Order(StringComparer.Ordinal),
            stored.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Work_of_a_caller_who_left_is_not_begun()
    {
        await using var service = await TestService.StartAsync();
        var commits = service.Services.GetRequiredService<Commits>();
        using var left = new CancellationTokenSource();
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            DoAsync(
                commits,
                async (db, token) =>
                {
                    db.ApiKeys.Add(Key(1));
                    return await db.SaveChangesAsync(token);
                },
                left.Token
            )
        );
        Assert.False(await service.InDatabaseAsync(db => db.ApiKeys.AnyAsync(key => key.Id == "work1", Cancel)));
    }

    [Fact]
    public async Task What_is_quick_is_written_before_what_is_slow_and_not_beside_it()
    {
        Assert.SkipWhen(TestDatabase.IsPostgres, "PostgreSQL writes side by side");
        await using var service = await TestService.StartAsync();
        var commits = service.Services.GetRequiredService<Commits>();
        var begun = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        var first = DoAsync(
            commits,
            async (_, _) =>
            {
                begun.SetResult();
                await gate.Task;
                return 0;
            },
            Cancel
        );
        await begun.Task;
        ConcurrentQueue<string> seen = [];
        Task<int> Do(string work, Pace pace) =>
            DoAsync(
                commits,
                (_, _) =>
                {
                    seen.Enqueue(work);
                    return Task.FromResult(0);
                },
                Cancel,
                pace
            );
        string[] slow = ["s1", "s2", "s3", "s4", "s5", "s6"];
        Task<int>[] works = [.. slow.Select(work => Do(work, Pace.Slow)), Do("q1", Pace.Quick), Do("q2", Pace.Quick)];
        gate.SetResult();
        await Task.WhenAll(works);
        await first;
        Assert.Equal(["q1", "q2", .. slow], seen);
    }

    [Fact]
    public async Task Work_that_is_alone_and_fails_leaves_nothing_behind()
    {
        await using var service = await TestService.StartAsync();
        var commits = service.Services.GetRequiredService<Commits>();
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            DoAsync<int>(
                commits,
                async (db, token) =>
                {
                    db.ApiKeys.Add(Key(1));
                    await db.SaveChangesAsync(token);
                    throw new InvalidOperationException("work");
                },
                Cancel
            )
        );
        Assert.False(await service.InDatabaseAsync(db => db.ApiKeys.AnyAsync(key => key.Id == "work1", Cancel)));
        Assert.Equal(5, await DoAsync(commits, (_, _) => Task.FromResult(5), Cancel));
    }

    [Fact]
    public async Task A_commit_waits_for_the_disk()
    {
        Assert.SkipWhen(TestDatabase.IsPostgres, "a setting of SQLite");
        await using var service = await TestService.StartAsync();
        int synchronous = await service.InDatabaseAsync(async db =>
            (await db.Database.SqlQueryRaw<int>("PRAGMA synchronous").ToListAsync(Cancel)).Single()
        );
        string journal = await service.InDatabaseAsync(async db =>
            (await db.Database.SqlQueryRaw<string>("PRAGMA journal_mode").ToListAsync(Cancel)).Single()
        );
        Assert.Equal((2, "wal"), (synchronous, journal));
    }

    // A writer that is lost would leave the others waiting for ever.
    private static Task<T> DoAsync<T>(
        Commits commits,
        Func<JudgeDb, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken,
        Pace pace = Pace.Quick
    ) => commits.DoAsync(work, cancellationToken, pace).WaitAsync(TimeSpan.FromMinutes(1), Cancel);

    private static ApiKey Key(int i) =>
        new()
        {
            Id = $"work{i}",
            Name = "work",
            Role = KeyRole.Rater,
            Prefix = "w",
            Hash = $"hash {i}",
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
}
