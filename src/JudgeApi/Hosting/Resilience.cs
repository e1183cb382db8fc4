using JudgeCore.Verdicts;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Polly;
using Polly.Retry;

namespace JudgeApi.Hosting;

/// <summary>Every resilience pipeline of the service, by name.</summary>
internal static class Resilience
{
    /// <summary>Writes to the database: a busy or locked file is tried again, since nothing was stored.</summary>
    public const string Database = "database";

    /// <summary>Items of a batch wait for a place in the judge's queue.</summary>
    public const string PatientJudge = "patient-judge";

    private const int SqliteBusy = 5;
    private const int SqliteLocked = 6;

    public static void AddResilience(this IServiceCollection services)
    {
        services.AddResiliencePipeline<string, JudgeOutcome>(
            PatientJudge,
            pipeline =>
                pipeline.AddRetry(
                    new RetryStrategyOptions<JudgeOutcome>
                    {
                        ShouldHandle = new PredicateBuilder<JudgeOutcome>().HandleResult(outcome => outcome is JudgeOutcome.Busy),
                        MaxRetryAttempts = 30,
                        DelayGenerator = again => ValueTask.FromResult((again.Outcome.Result as JudgeOutcome.Busy)?.RetryAfter),
                    }
                )
        );
        services.AddResiliencePipeline(
            Database,
            pipeline =>
                pipeline.AddRetry(
                    new RetryStrategyOptions
                    {
                        ShouldHandle = new PredicateBuilder().Handle<Exception>(IsTransient),
                        MaxRetryAttempts = 5,
                        Delay = TimeSpan.FromMilliseconds(50),
                        BackoffType = DelayBackoffType.Exponential,
                        UseJitter = true,
                    }
                )
        );
    }

    private static bool IsTransient(Exception error) =>
        error is SqliteException { SqliteErrorCode: SqliteBusy or SqliteLocked }
        || (error is DbUpdateException { InnerException: { } inner } && IsTransient(inner));
}
