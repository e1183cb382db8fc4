using JudgeCore.Verdicts;

namespace JudgeApi.Serving;

/// <summary>The judge that answers now. A request takes it once and keeps it to its end.</summary>
internal sealed class ServedJudge : IAsyncDisposable
{
    private volatile ServedSlot? slot;

    /// <summary>Null until a checkpoint is loaded. To look at, not to ask: it may be exchanged at any moment.</summary>
    public IJudge? Current => slot?.Judge;

    /// <summary>Since when the current judge is served, and how it does.</summary>
    public ServedSlot? Slot => slot;

    /// <summary>The current judge, held; null until one is loaded.</summary>
    /// <param name="asks">Whether it counts as a request.</param>
    public JudgeLease? Take(bool asks = true)
    {
        while (slot is { } now)
        {
            // False only in the moment of an exchange: the next one is there already.
            if (now.TryHold(asks))
            {
                return new JudgeLease(now);
            }
        }

        return null;
    }

    /// <summary>Later requests are answered by this judge; the one before is freed when its last request has ended.</summary>
    /// <returns>Ends when the one before is freed.</returns>
    public Task Serve(IJudge judge, DateTimeOffset since)
    {
        var before = slot;
        slot = new ServedSlot(judge, since);
        before?.Release();
        return before?.Freed ?? Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref slot, null) is { } last)
        {
            last.Release();
            await last.Freed;
        }
    }
}
