using System.Text.Json;
using JudgeApi.Hosting;
using JudgeApi.Models;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using JudgeCore.Gates;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JudgeApi.Retraining;

/// <summary>The steps of a run, each from what is stored to the next state. Each may be repeated after a crash.</summary>
internal sealed class RunPhases(
    SnapshotReader reader,
    SnapshotWriter writer,
    Champion champion,
    ModelRegistry registry,
    RunFolders folders,
    TrainerRun trainer,
    IOptions<ServiceOptions> options,
    TimeProvider time
)
{
    private RetrainingOptions Settings => options.Value.Retraining;

    /// <summary>Freezes corrections: first the folder, then in one transaction the rows that say what is in it and on which side.</summary>
    public async Task SnapshotAsync(RunWork work, TrainingRun run)
    {
        await work.WriteAsync(
            row => (row.State, row.StartedAt) = (TrainingRunState.Snapshotting, row.StartedAt ?? UtcInstant.Now(time)),
            work.Stopping
        );
        var wanted = RunOptions.Parse(run.Options);
        if (await champion.NowAsync(work.Stopping) is not { } basis)
        {
            await FailAsync(work, "No model version can be served, so there is none to train.");
            return;
        }

        var snapshot = await reader.ReadAsync(wanted, work.Stopping);
        if (snapshot.TrainItems == 0 || snapshot.HeldOut.Count == 0)
        {
            await FailAsync(work, "There is nothing to train on, or nothing to hold out for the gate.");
            return;
        }

        string digest = await writer.WriteAsync(run.Id, snapshot, wanted, basis, work.Stopping);
        await work.WriteAsync(
            async (db, row) =>
            {
                Freeze(db, run.Id, snapshot);
                (row.State, row.SnapshotAt, row.Attempt) = (TrainingRunState.Training, UtcInstant.Now(time), 0);
                (row.TrainItems, row.HeldOutItems) = (snapshot.TrainItems, snapshot.HeldOut.Count);
                (row.SnapshotDigest, row.BaseVersion, row.BaseDigest) = (digest, basis.Version, basis.Digest);
                await db.SaveChangesAsync();
            },
            work.Stopping
        );
    }

    public async Task TrainAsync(RunWork work, TrainingRun run)
    {
        string folder = folders.Of(run.Id);
        if (!await trainer.RunAsync(work, run, ["grpo", folder], () => TrainerExit.Read(folder) is { IsCancelled: false }))
        {
            return;
        }

        if (TrainerExit.Read(folder) is { IsFinished: false } exit)
        {
            await FailAsync(work, exit.Message);
            return;
        }

        await work.WriteAsync(
            row =>
                (row.State, row.TrainedAt, row.Attempt, row.Step, row.SecondsLeft) = (
                    TrainingRunState.Gating,
                    UtcInstant.Now(time),
                    0,
                    row.Steps,
                    null
                ),
            work.Stopping
        );
    }

    public async Task GateAsync(RunWork work, TrainingRun run)
    {
        string folder = folders.Of(run.Id);
        string file = Path.Combine(folder, RunFolders.GateFolder, GateReport.FileName);
        if (await champion.FindAsync(run.BaseVersion!, work.Stopping) is not { } basis)
        {
            await FailAsync(work, $"The files of {run.BaseVersion}, the gate's champion, are gone.");
            return;
        }

        if (!await trainer.RunAsync(work, run, GateArguments(folder, basis), () => File.Exists(file)))
        {
            return;
        }

        string json = await File.ReadAllTextAsync(file, work.Stopping);
        var report = GateReport.Parse(json);
        await work.WriteAsync(
            row =>
            {
                (row.GatedAt, row.GateReport) = (UtcInstant.Now(time), json);
                if (report.Outcome == GateOutcome.Passed)
                {
                    row.State = TrainingRunState.Registering;
                    return;
                }

                var state =
                    report.Outcome == GateOutcome.Failed ? TrainingRunState.Refused : TrainingRunState.InsufficientEvidence;
                End(row, state, report.Summary);
            },
            work.Stopping
        );
    }

    public async Task RegisterAsync(RunWork work, TrainingRun run)
    {
        var version = await registry.RegisterAsync(
            new NewModel(Path.Combine(folders.Of(run.Id), "model"), ModelOrigin.Training)
            {
                Base = run.BaseVersion,
                RunId = run.Id,
                DataDigest = run.SnapshotDigest,
                GateReport = run.GateReport,
                CreatedBy = run.CreatedBy,
            },
            work.Stopping
        );
        string reason = $"The gate let {version.Name} pass; an operator may promote it.";
        bool promoted = false;
        if (RunOptions.Parse(run.Options).AutoPromote)
        {
            // Against the version that the gate compared with: whoever promoted another meanwhile decides.
            var change = await registry.PromoteAsync(
                version.Name,
                run.BaseVersion,
                null,
                $"Training run {run.Id} passed the gate.",
                work.Stopping
            );
            promoted = change is ModelChange.Done || await champion.IsWantedAsync(version.Name, work.Stopping);
            reason =
                promoted ? $"The gate let {version.Name} pass; it was promoted."
                : change is ModelChange.Rejected rejected
                    ? $"The gate let {version.Name} pass; it was not promoted: {rejected.Problem.Detail}"
                : reason;
        }

        await work.WriteAsync(
            row =>
            {
                (row.CandidateVersion, row.Promoted) = (version.Name, promoted);
                End(row, TrainingRunState.Succeeded, reason);
            },
            work.Stopping
        );
    }

    /// <summary>Stops what is at work and ends the run.</summary>
    public async Task CancelAsync(RunWork work, TrainingRun run)
    {
        await trainer.StopAsync(folders.Of(run.Id));
        await work.WriteAsync(row => End(row, TrainingRunState.Cancelled, "It was cancelled."), CancellationToken.None);
    }

    public void End(TrainingRun run, TrainingRunState state, string reason)
    {
        (run.State, run.ActiveSlot, run.Reason, run.EndedAt) = (state, null, reason, UtcInstant.Now(time));
        (run.ProcessId, run.ProcessHost, run.ProcessStartedAt, run.SecondsLeft) = (null, null, null, null);
    }

    private Task<TrainingRun> FailAsync(RunWork work, string reason) =>
        work.WriteAsync(row => End(row, TrainingRunState.Failed, reason), work.Stopping);

    private static void Freeze(JudgeDb db, string runId, Snapshot snapshot)
    {
        foreach (var (key, side) in snapshot.NewKeys)
        {
            db.SplitKeys.Add(
                new SplitKey
                {
                    Key = key,
                    Side = side,
                    RunId = runId,
                }
            );
        }

        var sides = new[]
        {
            (snapshot.Train, SplitSide.Train),
            (snapshot.Earlier, SplitSide.Train),
            (snapshot.HeldOut, SplitSide.HeldOut),
        };
        foreach (var (cases, side) in sides)
        {
            db.TrainingRunItems.AddRange(
                cases.SelectMany(one =>
                    one.Corrections.Select(correction => new TrainingRunItem
                    {
                        RunId = runId,
                        CorrectionId = correction,
                        JudgmentId = one.Judgment.Id,
                        Side = side,
                    })
                )
            );
        }
    }

    private IEnumerable<string> GateArguments(string folder, BaseModel basis)
    {
        yield return "gate";
        foreach (
            var (name, value) in new[]
            {
                ("--champion", basis.Folder),
                ("--candidate", Path.Combine(folder, "model")),
                ("--data", Path.Combine(folder, RunFolders.HeldOutFile)),
                ("--task-file", Path.Combine(folder, RunFolders.TasksFile)),
                ("--rules", Path.Combine(folder, RunFolders.RulesFile)),
                ("--output", Path.Combine(folder, RunFolders.GateFolder)),
                ("--threads", Settings.Threads.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                ("--gym-items", Settings.GateGymItems.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            }
        )
        {
            yield return name;
            yield return value;
        }

        if (Settings.GateGymItems > 0)
        {
            yield return "--gym-policies";
            foreach (string policy in RunFile.GymPolicies(Settings))
            {
                yield return JsonNamingPolicy.KebabCaseLower.ConvertName(policy);
            }
        }
    }
}
