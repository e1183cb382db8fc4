// SQLite has one writer and a commit waits for the disk: whoever waits for it anyway is written in one transaction, with one wait for all.
using JudgeApi.Lanes;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Storage;

/// <summary>
/// Runs units of work, each in a transaction, and returns when it is on the disk. SQLite: one after the other, concurrent ones committed together.
/// PostgreSQL: side by side; one that lost a race for a unique value runs again and finds what the winner wrote.
/// </summary>
internal sealed class Commits(IDbContextFactory<JudgeDb> databases)
{
    /// <summary>Units of one commit: enough to share the wait, few enough to be quick.</summary>
    public const int Together = 64;

    /// <summary>Units of a commit of the slow lane: what a quick one that has just come waits for.</summary>
    public const int SlowTogether = 4;

    private const int Races = 5;

    private readonly LaneQueue<Unit> waiting = new(); // under its own lock
    private readonly Lazy<bool> together = new(() => IsSqlite(databases));
    private bool writing; // somebody writes for all who wait; under the lock of waiting

    /// <param name="work">May run more than once, on a fresh context each time; nothing of an unfinished run is stored. It saves its changes itself.</param>
    /// <param name="cancellationToken">Given up before the work begins: nothing is stored. Later: the work goes on.</param>
    /// <param name="pace">SQLite: whether it goes before others who wait.</param>
    /// <exception cref="System.Data.Common.DbException">The database does not take it; nothing is stored.</exception>
    public async Task<T> DoAsync<T>(
        Func<JudgeDb, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken,
        Pace pace = Pace.Quick
    )
    {
        T result = default!;
        await RunAsync(
            async (db, token) =>
            {
                result = await work(db, token);
            },
            pace,
            cancellationToken
        );
        return result;
    }

    private async Task RunAsync(Func<JudgeDb, CancellationToken, Task> work, Pace pace, CancellationToken cancellationToken)
    {
        if (!together.Value)
        {
            await AloneAsync(work, cancellationToken);
            return;
        }

        var unit = new Unit(work, cancellationToken);
        bool writes = false;
        lock (waiting)
        {
            waiting.Add(pace, unit);
            (writes, writing) = (!writing, true);
        }

        // Whoever finds the writer's place empty writes until its own unit is stored, and leaves the place to a thread of its own: its answer waits
        // for no change of threads, and for no others behind it.
        if (writes)
        {
            while (!unit.Outcome.IsCompleted)
            {
                await TogetherAsync(Next());
            }

            if (Leave())
            {
                _ = Task.Run(WriteAsync, CancellationToken.None);
            }
        }

        await unit.Outcome;
    }

    private async Task WriteAsync()
    {
        do
        {
            await TogetherAsync(Next());
        } while (Leave());
    }

    // Gives the writer's place back where nobody waits; true: somebody does.
    private bool Leave()
    {
        lock (waiting)
        {
            return writing = waiting.Count > 0;
        }
    }

    // Of one lane, so that a quick unit waits for no slow one beside it; only the writer asks, while somebody waits.
    private List<Unit> Next()
    {
        lock (waiting)
        {
            List<Unit> group = [];
            if (waiting.TryTake(out var first, out var pace))
            {
                group.Add(first);
                int most = pace == Pace.Slow ? SlowTogether : Together;
                while (group.Count < most && waiting.TryTakeOf(pace, out var unit))
                {
                    group.Add(unit);
                }
            }

            return group;
        }
    }

    private static bool IsSqlite(IDbContextFactory<JudgeDb> databases)
    {
        using var db = databases.CreateDbContext();
        return db.Database.IsSqlite();
    }

    private async Task AloneAsync(Func<JudgeDb, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        await using var strategist = await databases.CreateDbContextAsync(cancellationToken);
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

    // Each unit stands behind a savepoint: one that fails takes nothing of the others with it. Where there are no others, none is needed.
    private async Task TogetherAsync(List<Unit> group)
    {
        try
        {
            await using var strategist = await databases.CreateDbContextAsync();
            await strategist
                .Database.CreateExecutionStrategy()
                .ExecuteAsync(async () =>
                {
                    await using var db = await databases.CreateDbContextAsync();
                    db.Database.AutoSavepointsEnabled = false;
                    await using var transaction = await db.Database.BeginTransactionAsync();
                    if (group is [var only])
                    {
                        if (await only.TryRunAsync(db))
                        {
                            await transaction.CommitAsync();
                        }

                        return;
                    }

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
