using System.Threading.RateLimiting;
using JudgeApi.Lanes;
using Microsoft.Extensions.Options;

namespace JudgeApi.Judging;

/// <summary>
/// Bounds the memory that waiting requests hold. Bodies, downloaded files and pixels have a budget each, taken in this order
/// and each at once: a request that holds one never waits for one before it, so requests cannot block each other.
/// </summary>
internal sealed class IntakeGate : IDisposable
{
    private readonly ConcurrencyLimiter bodies;
    private readonly ConcurrencyLimiter downloads;
    private readonly ConcurrencyLimiter pixels;
    private readonly SharedPlaces decoders;
    private readonly int budget;
    private readonly int queueLength;
    private int waiting;

    public IntakeGate(IOptions<Hosting.ServiceOptions> options)
    {
        var judging = options.Value.Judging;
        budget = judging.MemoryMiB / 3;
        queueLength = judging.QueueLength;
        bodies = Budget();
        downloads = Budget();
        pixels = Budget();
        decoders = new SharedPlaces(judging.Decoders > 0 ? judging.Decoders : Math.Max(2, Environment.ProcessorCount / 2));
    }

    /// <summary>Makes room for a body of this many bytes and what it is read into; null: too many are waiting.</summary>
    public Task<IDisposable?> BodyAsync(long bytes, CancellationToken cancellationToken) =>
        WaitAsync(bodies, 2 * bytes, cancellationToken);

    /// <summary>Makes room for the downloaded files of a request until they are judged; null: too many are waiting.</summary>
    public Task<IDisposable?> DownloadAsync(long bytes, CancellationToken cancellationToken) =>
        WaitAsync(downloads, bytes, cancellationToken);

    /// <summary>Makes room for decoded pixels until they are judged; null: too many are waiting.</summary>
    public Task<IDisposable?> PixelsAsync(long bytes, CancellationToken cancellationToken) =>
        WaitAsync(pixels, bytes, cancellationToken);

    /// <summary>Waits for one of the decoders; null: too many are waiting.</summary>
    public async Task<IDisposable?> DecoderAsync(Pace pace, CancellationToken cancellationToken)
    {
        using var place = Place();
        return place is null ? null : await decoders.EnterAsync(pace, cancellationToken);
    }

    public void Dispose()
    {
        bodies.Dispose();
        downloads.Dispose();
        pixels.Dispose();
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
