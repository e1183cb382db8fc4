using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace JudgeApi.Judging;

/// <summary>
/// Bounds the memory that waiting requests hold. Bodies and pixels have a budget each: a request that holds pixels never waits for a body, so the two
/// cannot block each other, and a request asks for all of its pixels at once.
/// </summary>
internal sealed class IntakeGate : IDisposable
{
    private readonly ConcurrencyLimiter bodies;
    private readonly ConcurrencyLimiter pixels;
    private readonly SemaphoreSlim decoders;
    private readonly int budget;
    private readonly int queueLength;
    private int waiting;

    public IntakeGate(IOptions<Hosting.ServiceOptions> options)
    {
        var judging = options.Value.Judging;
        budget = judging.MemoryMiB / 2;
        queueLength = judging.QueueLength;
        bodies = Budget();
        pixels = Budget();
        decoders = new SemaphoreSlim(judging.Decoders > 0 ? judging.Decoders : Math.Max(1, Environment.ProcessorCount / 2));
    }

    /// <summary>Makes room for a body of this many bytes and what it is read into; null: too many are waiting.</summary>
    public Task<IDisposable?> BodyAsync(long bytes, CancellationToken cancellationToken) =>
        WaitAsync(bodies, 2 * bytes, cancellationToken);

    /// <summary>Makes room for decoded pixels until they are judged; null: too many are waiting.</summary>
    public Task<IDisposable?> PixelsAsync(long bytes, CancellationToken cancellationToken) =>
        WaitAsync(pixels, bytes, cancellationToken);

    /// <summary>Waits for one of the decoders; null: too many are waiting.</summary>
    public async Task<IDisposable?> DecoderAsync(CancellationToken cancellationToken)
    {
        using var place = Place();
        if (place is null)
        {
            return null;
        }

        await decoders.WaitAsync(cancellationToken);
        return new Leave(() => decoders.Release());
    }

    public void Dispose()
    {
        bodies.Dispose();
        pixels.Dispose();
        decoders.Dispose();
    }

    private async Task<IDisposable?> WaitAsync(ConcurrencyLimiter limiter, long bytes, CancellationToken cancellationToken)
    {
        using var place = Place();
        if (place is null)
        {
            return null;
        }

        int mebibytes = (int)Math.Clamp((bytes >> 20) + 1, 1, budget);
        var lease = await limiter.AcquireAsync(mebibytes, cancellationToken);
        return lease.IsAcquired ? lease : null;
    }

    private Leave? Place()
    {
        if (Interlocked.Increment(ref waiting) <= queueLength + 1)
        {
            return new Leave(() => Interlocked.Decrement(ref waiting));
        }

        Interlocked.Decrement(ref waiting);
        return null;
    }

    private ConcurrencyLimiter Budget() => new(new ConcurrencyLimiterOptions { PermitLimit = budget, QueueLimit = int.MaxValue });

    private sealed class Leave(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}
