// SQLite has one writer and a commit waits for the disk: whoever waits for it anyway is written in one transaction, with one wait for all.
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Storage;

/// <summary>
/// Runs units of work, each in a transaction, and returns when it is on the disk. SQLite: one after the other, concurrent ones committed together.
/// PostgreSQL: side by side; one that lost a race for a unique value runs again and finds what the winner wrote.
/// </summary>
internal sealed class Commits(IDbContextFactory<JudgeDb> databases) : IDisposable
{
    /// <summary>Units of one commit: enough to share the wait, few enough to be quick.</summary>
    private const int Together = 64;

    private const int Races = 5;

    private readonly SemaphoreSlim lane = new(1);
    private readonly Queue<Unit> waiting = [];

    /// <param name="work">May run more than once, on a fresh context each time; nothing of an unfinished run is stored. It saves its changes itself.</param>
    /// <param name="cancellationToken">Given up before the work begins: nothing is stored. Later: the work goes on.</param>
    /// <exception cref="System.Data.Common.DbException">The database does not take it; nothing is stored.</exception>
    public async Task<T> DoAsync<T>(Func<JudgeDb, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        T result = default!;
        await RunAsync(
            async (db, token) =>
            {
                result = await work(db, token);
            },
            cancellationToken
        );
        return result;
    }

    public void Dispose() => lane.Dispose();

    private async Task RunAsync(Func<JudgeDb, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        await using var probe = await databases.CreateDbContextAsync(cancellationToken);
        if (!probe.Database.IsSqlite())
        {
            await AloneAsync(probe, work, cancellationToken);
            return;
        }

        var unit = new Unit(work, cancellationToken);
        lock (waiting)
        {
            waiting.Enqueue(unit);
        }

        // Whoever gets the lane writes for all who wait; most find their work done when their turn comes.
        await lane.WaitAsync(CancellationToken.None);
        try
        {
            while (!unit.IsDone)
            {
                await Task.Run(() => TogetherAsync(probe, Next()), CancellationToken.None);
            }
        }
        finally
        {
            lane.Release();
        }

        await unit.Outcome;
    }

    private List<Unit> Next()
    {
        lock (waiting)
        {
            List<Unit> group = [];
            while (group.Count < Together && waiting.TryDequeue(out var unit))
            {
                group.Add(unit);
            }

            return group;
        }
    }

    private async Task AloneAsync(
        JudgeDb strategist,
        Func<JudgeDb, CancellationToken, Task> work,
        CancellationToken cancellationToken
    )
    {
        for (int race = 1; ; race++)
        {
            try
            {
                await strategist
                    .Database.CreateExecutionStrategy()
                    .ExecuteAsync(
                        async token =>
                        {
                            await using var db = await databases.CreateDbContextAsync(token);
                            db.Database.AutoSavepointsEnabled = false;
                            await using var transaction = await db.Database.BeginTransactionAsync(token);
                            await work(db, token);
                            await transaction.CommitAsync(token);
                        },
                        cancellationToken
                    );
                return;
            }
            catch (Exception error) when (race < Races && DatabaseErrors.IsTaken(error))
            {
                // The winner has committed: the next run sees its row.
            }
        }
    }

    // Each unit stands behind a savepoint: one that fails takes nothing of the others with it.
    private async Task TogetherAsync(JudgeDb strategist, List<Unit> group)
    {
        try
        {
            await strategist
                .Database.CreateExecutionStrategy()
                .ExecuteAsync(async () =>
                {
                    await using var db = await databases.CreateDbContextAsync();
                    db.Database.AutoSavepointsEnabled = false;
                    await using var transaction = await db.Database.BeginTransactionAsync();
                    foreach (var unit in group)
                    {
                        await transaction.CreateSavepointAsync("unit");
                        if (!await unit.TryRunAsync(db))
                        {
                            await transaction.RollbackToSavepointAsync("unit");
                        }

                        db.ChangeTracker.Clear();
                    }

                    await transaction.CommitAsync();
                });
            group.ForEach(unit => unit.End(null));
        }
        catch (Exception error)
        {
            group.ForEach(unit => unit.End(error));
        }
    }

    /// <summary>One caller's work and how it ended.</summary>
    private sealed class Unit(Func<JudgeDb, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Exception? fault;

        public bool IsDone => ended.Task.IsCompleted;

        public Task Outcome => ended.Task;

        public async Task<bool> TryRunAsync(JudgeDb db)
        {
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                fault = null;
                await work(db, CancellationToken.None);
                return true;
            }
            catch (Exception error) when (!DatabaseErrors.IsPassing(error))
            {
                fault = error;
                return false;
            }
        }

        public void End(Exception? error)
        {
            if ((error ?? fault) is { } wrong)
            {
                ended.TrySetException(wrong);
            }
            else
            {
                ended.TrySetResult();
            }
        }
    }
}
