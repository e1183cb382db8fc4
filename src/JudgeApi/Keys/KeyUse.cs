using System.Collections.Concurrent;
using JudgeApi.Storage;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Keys;

/// <summary>Remembers when keys were used and writes it down now and then, so that a request does not wait for that.</summary>
internal sealed partial class KeyUse(IServiceScopeFactory scopes, TimeProvider time, ILogger<KeyUse> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, DateTimeOffset> used = new(StringComparer.Ordinal);

    /// <summary>The key was used now.</summary>
    public void Note(string keyId) => used[keyId] = UtcInstant.Now(time);

    /// <summary>Writes what was noted since the last time.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<JudgeDb>();
        foreach (string id in used.Keys)
        {
            if (used.TryRemove(id, out var at))
            {
                await db
                    .ApiKeys.Where(key => key.Id == id)
                    .ExecuteUpdateAsync(set => set.SetProperty(key => key.LastUsedAt, at), cancellationToken);
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryFlushAsync();
            }
        }
        catch (OperationCanceledException)
        {
            await TryFlushAsync();
        }
    }

    // Losing this note harms nobody; the service must not stop over it.
    private async Task TryFlushAsync()
    {
        try
        {
            await FlushAsync(CancellationToken.None);
        }
        catch (Exception error) when (DatabaseErrors.IsFailure(error))
        {
            NotWritten(logger, error);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The last use of keys could not be written")]
    private static partial void NotWritten(ILogger logger, Exception error);
}
