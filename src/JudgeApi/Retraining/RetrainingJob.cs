// One training run from where it stands to its end. Whoever is killed at a numbered point leaves this behind:
//   1 queued: nothing.                       The next server begins.
//   2 snapshotting: half a folder.           It is written anew; nothing was decided before the rows were stored.
//   3 training: a living trainer, or a run   A living one is followed, a dead one is started again and goes on from its last checkpoint,
//     folder.                                so many times.
//   4 gating: likewise; gate.json is whole or absent.
//   5 registering: a version, perhaps        Registering the same files gives the same version; a promotion that was made is found made.
//     promoted.
using JudgeApi.Hosting;
using JudgeApi.Models;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JudgeApi.Retraining;

/// <summary>What Hangfire calls: safe to be called twice, by several servers, and again after a crash.</summary>
internal sealed partial class RetrainingJob(
    TrainingLeases leases,
    RunPhases phases,
    ServerName server,
    IDbContextFactory<JudgeDb> databases,
    IOptions<ServiceOptions> options,
    ILogger<RetrainingJob> logger
)
{
    /// <param name="runId">Re-read from the database; a run that has ended or that another server works on is left alone.</param>
    /// <param name="cancellationToken">The service ends: the trainer stops after a checkpoint, and the next start goes on.</param>
    [Hangfire.AutomaticRetry(Attempts = 0)]
    public async Task RunAsync(string runId, CancellationToken cancellationToken)
    {
        if (await leases.TakeAsync(runId, server.Name, cancellationToken) is not { } held)
        {
            return;
        }

        using var work = new RunWork(runId, held, leases, cancellationToken);
        Taken(logger, runId, server.Name);
        var heart = BeatAsync(work);
        try
        {
            await WorkAsync(work);
        }
        catch (OperationCanceledException) when (work.Lost is not null)
        {
            LeaseLost(logger, runId);
        }
        catch (LeaseLostException)
        {
            LeaseLost(logger, runId);
        }
        catch (Exception error) when (error is not OperationCanceledException && !DatabaseErrors.IsFailure(error))
        {
            // A fault of the program or the machine: told in the run, and in full in the log.
            Failed(logger, error, runId);
            await work.WriteAsync((_, run) => End(run, TrainingRunState.Failed, error.Message), CancellationToken.None);
        }
        finally
        {
            work.End();
            await heart;
            await leases.ReleaseAsync(held, CancellationToken.None);
        }
    }

    private async Task WorkAsync(RunWork work)
    {
        while (true)
        {
            var run = await ReadAsync(work.RunId, work.Service);
            if (run.HasEnded)
            {
                return;
            }

            try
            {
                await (
                    run.State switch
                    {
                        _ when run.CancelRequested => phases.CancelAsync(work, run),
                        TrainingRunState.Queued or TrainingRunState.Snapshotting => phases.SnapshotAsync(work, run),
                        TrainingRunState.Training => phases.TrainAsync(work, run),
                        TrainingRunState.Gating => phases.GateAsync(work, run),
                        TrainingRunState.Registering => phases.RegisterAsync(work, run),
                        _ => throw new InvalidOperationException($"a run in the state {run.State} has ended"),
                    }
                );
            }
            catch (OperationCanceledException)
                when (work.IsCancelled && work.Lost is null && !work.Service.IsCancellationRequested)
            {
                // Asked to stop in the middle of a phase: the next round ends the run.
            }
        }
    }

    // Beside the work: shows that this server lives, and learns that somebody asked for a stop or took over.
    private async Task BeatAsync(RunWork work)
    {
        while (!work.HasEnded)
        {
            try
            {
                var run = await leases.WriteAsync(work.RunId, work.Held, null, CancellationToken.None);
                if (run.CancelRequested)
                {
                    work.Cancel();
                }
            }
            catch (LeaseLostException lost)
            {
                work.Lose(lost);
                return;
            }
            catch (Exception error) when (DatabaseErrors.IsFailure(error))
            {
                NoHeartbeat(logger, error, work.RunId);
            }

            await work.PauseAsync(TimeSpan.FromSeconds(options.Value.Retraining.PollSeconds));
        }
    }

    private async Task<TrainingRun> ReadAsync(string runId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.TrainingRuns.AsNoTracking().FirstAsync(row => row.Id == runId, cancellationToken);
    }

    private Task End(TrainingRun run, TrainingRunState state, string reason)
    {
        phases.End(run, state, reason);
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Training run {RunId} is taken up by {Server}")]
    private static partial void Taken(ILogger logger, string runId, string server);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Another server took training run {RunId} over")]
    private static partial void LeaseLost(ILogger logger, string runId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Training run {RunId} failed")]
    private static partial void Failed(ILogger logger, Exception error, string runId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The heartbeat of training run {RunId} could not be written")]
    private static partial void NoHeartbeat(ILogger logger, Exception error, string runId);
}
