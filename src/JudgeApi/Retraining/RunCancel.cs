using JudgeApi.Audit;
using JudgeApi.Problems;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Retraining;

/// <summary>Asks a run to end; whoever works on it does so between two steps.</summary>
internal sealed class RunCancel(Commits commits, TrainingLeases leases, RunPhases phases, TimeProvider time)
{
    /// <summary>The run, or why it cannot be cancelled.</summary>
    public async Task<Parsed<TrainingRun>> CancelAsync(string id, string keyId, CancellationToken cancellationToken)
    {
        var run = await commits.DoAsync(
            async (db, token) =>
            {
                var row = await db.TrainingRuns.FirstOrDefaultAsync(run => run.Id == id, token);
                if (row is not { HasEnded: false } || row.CancelRequested)
                {
                    return row;
                }

                row.CancelRequested = true;
                row.Revision++;
                AuditLog.Record(db, time, keyId, AuditActions.TrainingCancelled, id);
                if (row.State == TrainingRunState.Queued && !leases.IsLive(await db.TrainingLeases.SingleOrDefaultAsync(token)))
                {
                    phases.End(row, TrainingRunState.Cancelled, "It was cancelled before it began.");
                }

                await db.SaveChangesAsync(token);
                return row;
            },
            cancellationToken
        );
        return run switch
        {
            null => Refusals.NotFound("training run", id),
            { HasEnded: true, CancelRequested: false } => new Problem(
                StatusCodes.Status409Conflict,
                ProblemCodes.TrainingEnded,
                $"The training run {id} has ended already: {run.Reason}"
            ),
            _ => run,
        };
    }
}
