// One server at a time works on one run. Hangfire alone does not promise that: it hands a job out again when a server seems dead. So the right to work
// is a row with a heartbeat and a number that grows with each holder, and every write of a worker is made in one transaction with a look at that number.
using JudgeApi.Hosting;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JudgeApi.Retraining;

/// <summary>Takes, keeps and gives back the right to work on a training run.</summary>
internal sealed class TrainingLeases(Commits commits, IOptions<ServiceOptions> options, TimeProvider time)
{
    private TimeSpan Life => TimeSpan.FromSeconds(options.Value.Retraining.LeaseSeconds);

    /// <summary>Whether some server is at work.</summary>
    public bool IsLive(TrainingLease? lease) => lease?.Holder is not null && lease.HeartbeatAt + Life > UtcInstant.Now(time);

    /// <returns>The number under which the holder writes; null: another one is at work, or the run has ended.</returns>
    public Task<long?> TakeAsync(string runId, string holder, CancellationToken cancellationToken) =>
        commits.DoAsync<long?>(
            async (db, token) =>
            {
                var run = await db.TrainingRuns.AsNoTracking().FirstOrDefaultAsync(row => row.Id == runId, token);
                var lease = await db.TrainingLeases.SingleOrDefaultAsync(token);
                if (run is not { HasEnded: false } || IsLive(lease))
                {
                    return null;
                }

                var now = UtcInstant.Now(time);
                if (lease is null)
                {
                    lease = new TrainingLease
                    {
                        RunId = runId,
                        Token = 0,
                        HeartbeatAt = now,
                    };
                    db.TrainingLeases.Add(lease);
                }

                (lease.RunId, lease.Holder, lease.HeartbeatAt) = (runId, holder, now);
                lease.Token++;
                await db.SaveChangesAsync(token);
                return lease.Token;
            },
            cancellationToken
        );

    /// <summary>Shows that the holder lives, and changes the run where there is something to change.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="held">Under which the holder writes.</param>
    /// <param name="change">May run more than once; null: only the heartbeat.</param>
    /// <param name="cancellationToken">Before anything is written.</param>
    /// <returns>The run as it is now, not tracked.</returns>
    /// <exception cref="LeaseLostException">Another holder took over; nothing was written.</exception>
    public Task<TrainingRun> WriteAsync(
        string runId,
        long held,
        Func<JudgeDb, TrainingRun, Task>? change,
        CancellationToken cancellationToken
    ) =>
        commits.DoAsync(
            async (db, token) =>
            {
                var lease = await db.TrainingLeases.SingleAsync(token);
                if (lease.Token != held)
                {
                    throw new LeaseLostException(lease.Holder);
                }

                // The row's number is compared once more when it is written: a holder that took over meanwhile makes this fail and run again.
                lease.HeartbeatAt = UtcInstant.Now(time);
                var run = await db.TrainingRuns.FirstAsync(row => row.Id == runId, token);
                if (change is not null)
                {
                    await change(db, run);
                    if (run.HasEnded)
                    {
                        lease.Holder = null;
                    }
                }

                await db.SaveChangesAsync(token);
                return run;
            },
            cancellationToken
        );

    /// <summary>Gives the lease back, so that the next server need not wait; nothing happens where it is another's.</summary>
    public Task ReleaseAsync(long held, CancellationToken cancellationToken) =>
        commits.DoAsync(
            async (db, token) =>
            {
                var lease = await db.TrainingLeases.FirstOrDefaultAsync(row => row.Token == held, token);
                if (lease is not null)
                {
                    lease.Holder = null;
                    await db.SaveChangesAsync(token);
                }

                return 0;
            },
            cancellationToken
        );
}
