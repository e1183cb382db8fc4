using JudgeApi.Audit;
using JudgeApi.Hosting;
using JudgeApi.Problems;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JudgeApi.Retraining;

/// <summary>Begins runs, whoever asks: an operator, the schedule, the number of corrections, drift.</summary>
internal sealed class RunStart(
    SnapshotReader reader,
    Champion champion,
    RunEstimate estimate,
    TrainerProgram program,
    RunQueue queue,
    Commits commits,
    IDbContextFactory<JudgeDb> databases,
    IOptions<ServiceOptions> options,
    TimeProvider time
)
{
    private RetrainingOptions Settings => options.Value.Retraining;

    /// <summary>What a run would be asked to do.</summary>
    public RunOptions OptionsOf(TrainingRunBody body) =>
        new()
        {
            Weighting = body.Weighting ?? Settings.Weighting,
            Steps = body.Steps ?? Settings.Steps,
            AutoPromote = body.AutoPromote ?? Settings.AutoPromote,
            Imports = body.Imports ?? Settings.Imports,
            Tasks = body.Tasks,
            Seed = body.Seed ?? 1,
        };

    /// <summary>What a run would use and cost. Nothing is written.</summary>
    public async Task<TrainingPlan> PlanAsync(RunOptions wanted, CancellationToken cancellationToken)
    {
        var snapshot = await reader.ReadAsync(wanted, cancellationToken);
        var basis = await champion.NowAsync(cancellationToken);
        var (minutes, from) = await estimate.OfAsync(wanted.Steps, cancellationToken);
        string[] why = [.. await WhyNotAsync(snapshot, basis, cancellationToken)];
        var sides = snapshot
            .Train.Select(one => (one.Task.Name, Side: 0))
            .Concat(snapshot.Earlier.Select(one => (one.Task.Name, Side: 1)))
            .Concat(snapshot.HeldOut.Select(one => (one.Task.Name, Side: 2)));
        return new TrainingPlan(
            why.Length == 0,
            why,
            basis?.Version,
            [
                .. sides
                    .GroupBy(one => one.Name, StringComparer.Ordinal)
                    .OrderBy(task => task.Key, StringComparer.Ordinal)
                    .Select(task => new PlannedTask(
                        task.Key,
                        task.Count(one => one.Side == 0),
                        task.Count(one => one.Side == 1),
                        task.Count(one => one.Side == 2)
                    )),
            ],
            [
                .. snapshot
                    .Dropped.GroupBy(one => (one.Task, one.Why))
                    .OrderBy(group => group.Key.Task, StringComparer.Ordinal)
                    .ThenBy(group => group.Key.Why, StringComparer.Ordinal)
                    .Select(group => new DroppedCount(group.Key.Task, group.Key.Why, group.Count())),
            ],
            snapshot.TrainItems,
            snapshot.HeldOut.Count,
            wanted.Steps,
            minutes,
            from
        );
    }

    /// <summary>Begins what an operator has looked at as a plan, or says why not.</summary>
    public async Task<Parsed<TrainingRun>> StartAsync(
        RunOptions wanted,
        TrainingPlan plan,
        string keyId,
        CancellationToken cancellationToken
    )
    {
        if (plan.WouldStart)
        {
            return await BeginAsync(wanted, TrainingTrigger.Operator, keyId, cancellationToken);
        }

        string code = plan.WhyNot.Any(why => why.Contains("has not ended", StringComparison.Ordinal))
            ? ProblemCodes.TrainingActive
            : ProblemCodes.TrainingNotPossible;
        return new Problem(StatusCodes.Status409Conflict, code, string.Join(' ', plan.WhyNot));
    }

    /// <summary>Writes the run down and hands it to the servers; the plan's reasons against it are the caller's to look at first.</summary>
    public async Task<Parsed<TrainingRun>> BeginAsync(
        RunOptions wanted,
        TrainingTrigger trigger,
        string? keyId,
        CancellationToken cancellationToken
    )
    {
        var now = UtcInstant.Now(time);
        string id = Guid.CreateVersion7(now).ToString("N");
        var begun = await commits.DoAsync(
            async (db, token) =>
            {
                // Two requests at once: the unique slot lets one through, the other runs again and finds it.
                if (await db.TrainingRuns.AsNoTracking().FirstOrDefaultAsync(run => run.ActiveSlot != null, token) is { } active)
                {
                    return active;
                }

                var run = new TrainingRun
                {
                    Id = id,
                    State = TrainingRunState.Queued,
                    Trigger = trigger,
                    Options = wanted.ToJson(),
                    CreatedBy = keyId,
                    CreatedAt = now,
                    Steps = wanted.Steps,
                };
                db.TrainingRuns.Add(run);
                AuditLog.Record(db, time, keyId, AuditActions.TrainingStarted, id, reason: trigger.ToString());
                await db.SaveChangesAsync(token);
                return run;
            },
            cancellationToken
        );
        if (begun.Id != id)
        {
            return new Problem(StatusCodes.Status409Conflict, ProblemCodes.TrainingActive, ActiveSentence(begun.Id));
        }

        queue.Enqueue(id);
        return begun;
    }

    private async Task<List<string>> WhyNotAsync(Snapshot snapshot, BaseModel? basis, CancellationToken cancellationToken)
    {
        List<string> why = [];
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        if (
            await db.TrainingRuns.AsNoTracking().FirstOrDefaultAsync(run => run.ActiveSlot != null, cancellationToken) is
            { } active
        )
        {
            why.Add(ActiveSentence(active.Id));
        }

        if (snapshot.Items < Settings.MinItems)
        {
            why.Add(
                $"There are {snapshot.Items} judgments with a label; a run needs {Settings.MinItems} (MtRl:Retraining:MinItems)."
            );
        }
        else if (snapshot.TrainItems == 0 || snapshot.HeldOut.Count == 0)
        {
            why.Add("All judgments with a label fall on one side of the split; more pictures are needed.");
        }

        if (basis is null)
        {
            why.Add("No model version can be served, so there is none to train.");
        }

        if (!program.Exists)
        {
            why.Add($"The trainer {program.Path} does not exist (MtRl:Retraining:Trainer).");
        }

        return why;
    }

    private static string ActiveSentence(string runId) => $"The training run {runId} has not ended; one runs at a time.";
}
