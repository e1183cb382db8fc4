using JudgeCore.Verdicts;

namespace JudgeApi.Serving;

/// <summary>A judge with the number of those who hold it; the last one to let go frees it.</summary>
internal sealed class ServedSlot(IJudge judge, DateTimeOffset since)
{
    private readonly Lock gate = new();
    private readonly TaskCompletionSource freed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int holders = 1; // being served holds it, too
    private int requests;
    private int failures;

    public IJudge Judge => judge;

    /// <summary>Since when it is served.</summary>
    public DateTimeOffset Since => since;

    /// <summary>Ends when the judge is freed.</summary>
    public Task Freed => freed.Task;

    /// <summary>Requests so far, and on how many of them the judge broke.</summary>
    public (int Requests, int Failures) Health => (Volatile.Read(ref requests), Volatile.Read(ref failures));

    /// <summary>False: it is gone already.</summary>
    /// <param name="asks">Whether it counts as a request.</param>
    public bool TryHold(bool asks = true)
    {
        lock (gate)
        {
            if (holders == 0)
            {
                return false;
            }

            holders++;
        }

        if (asks)
        {
            Interlocked.Increment(ref requests);
        }

        return true;
    }

    public void CountFailure() => Interlocked.Increment(ref failures);

    public void Release()
    {
        lock (gate)
        {
            if (--holders > 0)
            {
                return;
            }
        }

        // Freeing waits for the model's thread: not on the thread of the request that happened to be the last.
        _ = Task.Run(FreeAsync);
    }

    private async Task FreeAsync()
    {
        try
        {
            switch (judge)
            {
                case IAsyncDisposable disposable:
                    await disposable.DisposeAsync();
                    break;
                case IDisposable disposable:
                    disposable.Dispose();
                    break;
                default:
                    break;
            }
        }
        finally
        {
            freed.TrySetResult();
        }
    }
}
