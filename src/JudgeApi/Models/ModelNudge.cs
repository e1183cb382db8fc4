namespace JudgeApi.Models;

/// <summary>Tells the reconciler of this server to look now instead of at its next turn.</summary>
internal sealed class ModelNudge : IDisposable
{
    private readonly SemaphoreSlim waiting = new(0, 1);

    public void Send()
    {
        try
        {
            waiting.Release();
        }
        catch (SemaphoreFullException)
        {
            // It was told already.
        }
    }

    /// <summary>Waits for a nudge, at most so long.</summary>
    public Task WaitAsync(TimeSpan most, CancellationToken cancellationToken) => waiting.WaitAsync(most, cancellationToken);

    public void Dispose() => waiting.Dispose();
}
