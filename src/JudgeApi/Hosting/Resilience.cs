using JudgeApi.Downloads;
using JudgeApi.Storage;
using JudgeCore.Verdicts;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace JudgeApi.Hosting;

/// <summary>Every resilience pipeline of the service, by name. The database's retries are Entity Framework's: <see cref="Storage.RetryingStrategy"/>.</summary>
internal static class Resilience
{
    /// <summary>Items of a batch wait for a place in the judge's queue.</summary>
    public const string PatientJudge = "patient-judge";

    /// <summary>Requests whose images are downloaded: so many at once, each within its time.</summary>
    public const string ImageRequests = "image-requests";

    /// <summary>One image: tried again where that may help.</summary>
    public const string ImageDownload = "image-download";

    /// <summary>The first contact with the database, half a minute long.</summary>
    public const string DatabaseStart = "database-start";

    public static void AddResilience(this IServiceCollection services)
    {
        AddImageDownloads(services);
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
            DatabaseStart,
            pipeline =>
                pipeline.AddRetry(
                    new RetryStrategyOptions
                    {
                        ShouldHandle = new PredicateBuilder().Handle<Exception>(error =>
                            DatabaseErrors.IsPassing(error) || error is RetryLimitExceededException
                        ),
                        MaxRetryAttempts = 20,
                        Delay = TimeSpan.FromSeconds(1),
                    }
                )
        );
    }

    /// <summary>One attempt at one host: within its time, and not at all where the host fails again and again.</summary>
    public static ResiliencePipeline<DownloadOutcome> ForImageHost(ImageUrlOptions limits) =>
        new ResiliencePipelineBuilder<DownloadOutcome>()
            .AddCircuitBreaker(
                new CircuitBreakerStrategyOptions<DownloadOutcome>
                {
                    ShouldHandle = new PredicateBuilder<DownloadOutcome>()
                        .HandleResult(outcome => outcome is DownloadOutcome.Failed)
                        .Handle<TimeoutRejectedException>(),
                    FailureRatio = 0.5,
                    MinimumThroughput = limits.BreakAfter,
                    SamplingDuration = TimeSpan.FromSeconds(30),
                    BreakDuration = TimeSpan.FromSeconds(limits.BreakSeconds),
                }
            )
            .AddTimeout(TimeSpan.FromSeconds(limits.AttemptSeconds))
            .Build();

    private static void AddImageDownloads(IServiceCollection services)
    {
        services.AddResiliencePipeline(
            ImageRequests,
            (pipeline, context) =>
            {
                var limits = context.ServiceProvider.GetRequiredService<IOptions<ServiceOptions>>().Value.ImageUrls;
                pipeline
                    .AddTimeout(TimeSpan.FromSeconds(limits.TotalSeconds))
                    .AddConcurrencyLimiter(limits.Concurrency, limits.QueueLength);
            }
        );
        services.AddResiliencePipeline<string, DownloadOutcome>(
            ImageDownload,
            (pipeline, context) =>
            {
                var limits = context.ServiceProvider.GetRequiredService<IOptions<ServiceOptions>>().Value.ImageUrls;
                if (limits.Retries > 0)
                {
                    pipeline.AddRetry(
                        new RetryStrategyOptions<DownloadOutcome>
                        {
                            ShouldHandle = new PredicateBuilder<DownloadOutcome>().HandleResult(outcome =>
                                outcome is DownloadOutcome.Failed { AtOnce: true }
                            ),
                            MaxRetryAttempts = limits.Retries,
                            Delay = TimeSpan.FromMilliseconds(limits.RetryDelayMs),
                            BackoffType = DelayBackoffType.Exponential,
                            UseJitter = true,
                            DelayGenerator = again => ValueTask.FromResult(Asked(again.Outcome.Result)),
                        }
                    );
                }
            }
        );
    }

    // A wait that the host asks for is kept to; the time limit around all attempts bounds it.
    private static TimeSpan? Asked(DownloadOutcome? outcome) =>
        outcome is DownloadOutcome.Failed { RetryAfter: { } wait } && wait > TimeSpan.Zero ? wait : null;
}
