using JudgeApi.Audit;
using JudgeApi.Problems;
using JudgeApi.Serving;
using JudgeApi.Statistics;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using JudgeApi.Tasks;
using JudgeCore.Tasks;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Calibrations;

/// <summary>Fits the served model's calibration in a task on what people say of its judgments, and puts it in force.</summary>
internal sealed class Calibrator(
    JudgeDb db,
    TaskCatalog catalog,
    ServedJudge served,
    TruthBook truths,
    CaseReader cases,
    CalibrationBook book,
    Commits commits,
    TimeProvider time
)
{
    private const int FewestItems = 20;

    public async Task<Parsed<CalibrationAnswer>> FitAsync(CalibrationBody body, string keyId, CancellationToken cancellationToken)
    {
        if (Fault(body) is { } fault)
        {
            return fault;
        }

        if (await catalog.FindAsync(body.Task!, null, cancellationToken) is not { } task)
        {
            return Refusals.BadValue("task", $"There is no task '{Refusals.Shown(body.Task!)}'.");
        }

        if (served.Current is not { Model: { } model })
        {
            return Refusals.ModelUnavailable();
        }

        var sample = await SampleAsync(task, model.Digest, body, cancellationToken);
        if (sample.Count < body.MinItems)
        {
            return new Problem(
                StatusCodes.Status409Conflict,
                ProblemCodes.TooFewCorrections,
                $"{sample.Count} judgments of {task.Name} version {task.Version} by this model{(body.Mode is { } mode ? $" in the mode {mode.ToString().ToLowerInvariant()}" : "")} have a truth in the sample {body.Sample.ToString().ToLowerInvariant()}; {body.MinItems} are needed."
            )
            {
                Field = "minItems",
                Limit = body.MinItems,
            };
        }

        var fit = await Task.Run(() => CalibrationFit.Of(sample, body.TargetError), cancellationToken);
        if (fit is null)
        {
            return new Problem(
                StatusCodes.Status409Conflict,
                ProblemCodes.TargetUnreachable,
                $"No threshold keeps the share of errors at {body.TargetError} or less beyond doubt, by {sample.Count} judgments; nothing is changed."
            )
            {
                Field = "targetError",
            };
        }

        var now = UtcInstant.Now(time);
        var row = new Calibration
        {
            Id = Guid.CreateVersion7(now).ToString("N"),
            CreatedAt = now,
            Task = task.Name,
            TaskVersion = task.Version,
            Mode = body.Mode,
            ModelVersion = model.Version,
            ModelDigest = model.Digest,
            Temperature = fit.Temperature,
            AbstainBelow = fit.AbstainBelow,
            TargetError = body.TargetError,
            Items = sample.Count,
            LossBefore = fit.LossBefore,
            LossAfter = fit.LossAfter,
            ErrorBefore = fit.ErrorBefore,
            ErrorAfter = fit.ErrorAfter,
            CreatedBy = keyId,
        };
        if (!body.DryRun)
        {
            await StoreAsync(row, cancellationToken);
        }

        return new CalibrationAnswer(new CalibrationView(row), !body.DryRun, fit.Coverage, Estimate.Defined(fit.AnsweredError));
    }

    private static Problem? Fault(CalibrationBody body) =>
        body.Task is null ? Refusals.Missing("task")
        : body.TargetError is { } target && !(target is > 0 and < 1)
            ? Refusals.BadValue("targetError", "The field targetError must be a number above 0 and below 1.")
        : body.MinItems < FewestItems
            ? Refusals.BadValue("minItems", $"The field minItems must be {FewestItems} or more.") with
            {
                Limit = FewestItems,
            }
        : null;

    // Distributions as the checkpoint gave them: what an earlier calibration did is undone.
    private async Task<IReadOnlyList<RatedCase>> SampleAsync(
        JudgingTask task,
        string digest,
        CalibrationBody body,
        CancellationToken cancellationToken
    )
    {
        var truth = (await truths.OfAsync(task.Name, cancellationToken)).FirstOrDefault(truth =>
            truth.Versions.Contains(task.Version)
        );
        if (truth is null)
        {
            return [];
        }

        var filter = new StatsFilter(task.Name, digest, null, null, null, body.Sample, StatsGrouping.None);
        var found = await cases.ReadAsync(truth, filter, cancellationToken);
        var temperatures = await db
            .Calibrations.AsNoTracking()
            .Where(row => row.ModelDigest == digest && row.Task == task.Name)
            .ToDictionaryAsync(row => row.Id, row => row.Temperature, StringComparer.Ordinal, cancellationToken);
        return
        [
            .. found
                .Where(one => one.TaskVersion == task.Version && (body.Mode is null || one.Mode == body.Mode))
                .Select(one =>
                    one.CalibrationId is { } earlier && temperatures.TryGetValue(earlier, out double temperature)
                        ? one with
                        {
                            Distribution = CalibratedVerdict.Tempered(one.Distribution, 1 / temperature),
                        }
                        : one
                ),
        ];
    }

    private async Task StoreAsync(Calibration row, CancellationToken cancellationToken)
    {
        await commits.DoAsync(
            async (store, token) =>
            {
                if (!await store.Calibrations.AnyAsync(stored => stored.Id == row.Id, token))
                {
                    store.Calibrations.Add(row);
                    AuditLog.Record(
                        store,
                        time,
                        row.CreatedBy,
                        AuditActions.CalibrationFitted,
                        row.Task,
                        to: row.ModelVersion,
                        reason: FormattableString.Invariant(
                            $"temperature {row.Temperature:0.###}, abstains below {row.AbstainBelow:0.###}"
                        )
                    );
                    await store.SaveChangesAsync(token);
                }

                return row.Id;
            },
            cancellationToken
        );
        book.Forget(row.ModelDigest);
    }
}
