using JudgeApi.Hosting;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JudgeApi.Retraining;

/// <summary>What has come since the last run, and what would begin the next.</summary>
/// <param name="Fresh">Corrections since the last run began.</param>
/// <param name="Last">The newest run; null: there was none.</param>
/// <param name="Resting">A run is under way or has only just ended: nothing begins by itself.</param>
internal sealed record RetrainingOutlook(int Fresh, TrainingRun? Last, bool Resting)
{
    public static async Task<RetrainingOutlook> ReadAsync(
        JudgeDb db,
        RetrainingOptions settings,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var last = await db
            .TrainingRuns.AsNoTracking()
            .OrderByDescending(run => run.CreatedAt)
            .ThenByDescending(run => run.Id)
            .FirstOrDefaultAsync(cancellationToken);
        var since = last?.CreatedAt ?? DateTimeOffset.MinValue;
        int fresh = await db.Corrections.CountAsync(word => word.CreatedAt > since, cancellationToken);
        bool resting =
            last is not null && (last.EndedAt is not { } ended || ended.AddMinutes(settings.PauseMinutes) > time.GetUtcNow());
        return new RetrainingOutlook(fresh, last, resting);
    }

    /// <summary>What begins a run by itself, in sentences.</summary>
    public static IEnumerable<string> Triggers(RetrainingOptions settings)
    {
        if (settings.NewCorrections > 0)
        {
            yield return $"{settings.NewCorrections} new corrections begin a run.";
        }

        if (settings.Schedule is { } cron)
        {
            yield return $"The schedule {cron} begins one if there are new corrections.";
        }

        if (settings.DriftMargin > 0)
        {
            yield return $"So does a fall of agreement by more than {settings.DriftMargin:P0} over the last {settings.DriftItems} answers of a task.";
        }

        if (settings is { NewCorrections: 0, Schedule: null, DriftMargin: 0 })
        {
            yield return "Nothing begins a run by itself; an operator does.";
        }
    }
}
