using JudgeApi.Hosting;
using JudgeApi.Models;
using JudgeApi.Statistics;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JudgeApi.Retraining;

/// <summary>Begins runs that nobody asked for: by the clock, by the number of new corrections, by a fall of agreement.</summary>
internal sealed partial class RetrainingTriggers(
    RunStart start,
    Champion champion,
    TruthBook truths,
    IDbContextFactory<JudgeDb> databases,
    IOptions<ServiceOptions> options,
    TimeProvider time,
    ILogger<RetrainingTriggers> logger
)
{
    private const int MostEarlier = 2000;

    private RetrainingOptions Settings => options.Value.Retraining;

    /// <summary>Called by the recurring schedule.</summary>
    [Hangfire.AutomaticRetry(Attempts = 0)]
    public async Task ScheduleAsync(CancellationToken cancellationToken)
    {
        if (await NewCorrectionsAsync(cancellationToken) is > 0 and var fresh)
        {
            await BeginAsync(TrainingTrigger.Schedule, $"{fresh} new corrections", cancellationToken);
        }
    }

    /// <summary>Called every minute.</summary>
    [Hangfire.AutomaticRetry(Attempts = 0)]
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (await NewCorrectionsAsync(cancellationToken) is not (> 0 and var fresh))
        {
            return;
        }

        if (Settings.NewCorrections > 0 && fresh >= Settings.NewCorrections)
        {
            await BeginAsync(TrainingTrigger.Corrections, $"{fresh} new corrections", cancellationToken);
        }
        else if (Settings.DriftMargin > 0 && await FallenAsync(cancellationToken) is { } task)
        {
            await BeginAsync(TrainingTrigger.Drift, $"agreement in {task} has fallen", cancellationToken);
        }
    }

    // Since the last run began, whatever came of it; null while one runs or has only just ended.
    private async Task<int?> NewCorrectionsAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var outlook = await RetrainingOutlook.ReadAsync(db, Settings, time, cancellationToken);
        return outlook.Resting ? null : outlook.Fresh;
    }

    private async Task BeginAsync(TrainingTrigger trigger, string why, CancellationToken cancellationToken)
    {
        var wanted = start.OptionsOf(new TrainingRunBody());
        var plan = await start.PlanAsync(wanted, cancellationToken);
        if (!plan.WouldStart)
        {
            NotBegun(logger, trigger, why, plan.WhyNot);
            return;
        }

        var (run, _) = await start.BeginAsync(wanted, trigger, null, cancellationToken);
        if (run is not null)
        {
            Begun(logger, run.Id, trigger, why);
        }
    }

    /// <summary>The first task whose agreement with people fell, on the queue's random share and the wanted version alone; null: none.</summary>
    internal async Task<string?> FallenAsync(CancellationToken cancellationToken)
    {
        if (await champion.NowAsync(cancellationToken) is not { } basis)
        {
            return null;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var tasks = await db
            .ReviewItems.Where(item => item.Answered > 0)
            .Select(item => item.Task)
            .Distinct()
            .ToListAsync(cancellationToken);
        foreach (string task in tasks.Order(StringComparer.Ordinal))
        {
            double[] agreement = await AgreementAsync(db, task, basis.Digest, cancellationToken);
            if (
                agreement.Length > Settings.DriftItems
                && DriftTest.HasFallen(
                    agreement[Settings.DriftItems..],
                    agreement[..Settings.DriftItems],
                    Settings.DriftMargin,
                    Settings.DriftConfidence
                )
            )
            {
                return task;
            }
        }

        return null;
    }

    // Newest first: the probability that the verdict is right, of every judgment that the random share brought before a trusted rater.
    private async Task<double[]> AgreementAsync(JudgeDb db, string task, string digest, CancellationToken cancellationToken)
    {
        var judged = await db
            .Judgments.AsNoTracking()
            .Where(row =>
                row.Task == task
                && row.ModelDigest == digest
                && db.ReviewItems.Any(item =>
                    item.JudgmentId == row.Id && item.Share == CorrectionOrigin.Random && item.Answered > 0
                )
            )
            .OrderByDescending(row => row.CreatedAt)
            .ThenByDescending(row => row.Id)
            .Take(MostEarlier + Settings.DriftItems)
            .Select(row => new
            {
                row.Id,
                row.Verdict,
                row.TaskVersion,
            })
            .ToListAsync(cancellationToken);
        var known = await truths.OfAsync(task, cancellationToken);
        List<double> agreement = [];
        foreach (var row in judged)
        {
            var truth = known.FirstOrDefault(one => one.Versions.Contains(row.TaskVersion));
            int label = truth?.Labels.ToList().IndexOf(row.Verdict) ?? -1;
            if (label >= 0 && truth!.Of(row.Id) is { } right)
            {
                agreement.Add(right[label]);
            }
        }

        return [.. agreement];
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Training run {RunId} was begun by {Trigger}: {Why}")]
    private static partial void Begun(ILogger logger, string runId, TrainingTrigger trigger, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Trigger} ({Why}) begins no training run: {WhyNot}")]
    private static partial void NotBegun(ILogger logger, TrainingTrigger trigger, string why, IReadOnlyList<string> whyNot);
}
