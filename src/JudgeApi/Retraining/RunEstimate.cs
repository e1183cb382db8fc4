using JudgeApi.Hosting;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JudgeApi.Retraining;

/// <summary>How long a run will take, from how long the last ones took.</summary>
internal sealed class RunEstimate(IDbContextFactory<JudgeDb> databases, IOptions<ServiceOptions> options)
{
    private const int Last = 5;

    /// <summary>Minutes, and what they rest on.</summary>
    public async Task<(double Minutes, string From)> OfAsync(int steps, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var runs = await db
            .TrainingRuns.AsNoTracking()
            .Where(run => run.GatedAt != null && run.TrainedAt != null && run.SnapshotAt != null && run.StartedAt != null)
            .OrderByDescending(run => run.CreatedAt)
            .Take(Last)
            .ToListAsync(cancellationToken);
        return runs.Count == 0
            ? (
                Minutes(steps, options.Value.Retraining.AssumedStepSeconds, options.Value.Retraining.AssumedOtherSeconds),
                "AssumedStepSeconds and AssumedOtherSeconds of the configuration: no run was measured yet"
            )
            : (Minutes(steps, runs.Average(StepSeconds), runs.Average(OtherSeconds)), $"the last {runs.Count} runs");
    }

    private static double Minutes(int steps, double stepSeconds, double otherSeconds) =>
        Math.Round(((steps * stepSeconds) + otherSeconds) / 60, 2);

    private static double StepSeconds(TrainingRun run) => (run.TrainedAt! - run.SnapshotAt!).Value.TotalSeconds / run.Steps;

    private static double OtherSeconds(TrainingRun run) =>
        (run.SnapshotAt! - run.StartedAt! + (run.GatedAt! - run.TrainedAt!)).Value.TotalSeconds;
}
