using Microsoft.EntityFrameworkCore.Storage;

namespace JudgeApi.Storage;

/// <summary>Tries passing errors of either database a few times within about a second, then lets the caller be told to come back.</summary>
internal sealed class RetryingStrategy(ExecutionStrategyDependencies dependencies)
    : ExecutionStrategy(dependencies, Retries, LongestPause)
{
    private const int Retries = 4;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(40);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);

    protected override bool ShouldRetryOn(Exception exception) => DatabaseErrors.IsPassing(exception);

    protected override TimeSpan? GetNextDelay(Exception lastException) =>
        ExceptionsEncountered.Count > Retries
            ? null
            : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << (ExceptionsEncountered.Count - 1)));
}
