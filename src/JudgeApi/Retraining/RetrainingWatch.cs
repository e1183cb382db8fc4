using JudgeApi.Hosting;
using JudgeApi.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JudgeApi.Retraining;

/// <summary>Looks for a run that nobody works on, because its server died or Hangfire's memory was lost, and hands it out again.</summary>
internal sealed partial class RetrainingWatch(
    RunQueue queue,
    TrainingLeases leases,
    IDbContextFactory<JudgeDb> databases,
    IOptions<ServiceOptions> options,
    TimeProvider time,
    ILogger<RetrainingWatch> logger
) : BackgroundService
{
    private (string RunId, DateTimeOffset At) handedOut = ("", DateTimeOffset.MinValue);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var settings = options.Value.Retraining;
        while (settings.Enabled && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
                await Task.Delay(TimeSpan.FromSeconds(settings.PollSeconds), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (DatabaseErrors.IsFailure(error))
            {
                NoLook(logger, error);
                await Task.Delay(TimeSpan.FromSeconds(settings.PollSeconds), CancellationToken.None);
            }
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        string? active = await db
            .TrainingRuns.Where(run => run.ActiveSlot != null)
            .Select(run => run.Id)
            .FirstOrDefaultAsync(cancellationToken);
        if (active is null || leases.IsLive(await db.TrainingLeases.AsNoTracking().SingleOrDefaultAsync(cancellationToken)))
        {
            return;
        }

        // A worker needs a moment to take what it was given.
        var now = time.GetUtcNow();
        if (handedOut.RunId != active || now - handedOut.At > TimeSpan.FromSeconds(options.Value.Retraining.PollSeconds * 5))
        {
            handedOut = (active, now);
            HandedOut(logger, active);
            queue.Enqueue(active);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Nobody works on training run {RunId}: it is handed out")]
    private static partial void HandedOut(ILogger logger, string runId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The training runs could not be looked at")]
    private static partial void NoLook(ILogger logger, Exception error);
}
