// Callers do not wait for each other. A loop that sends only after an answer, or times a late request from its sending, leaves out the very
// requests that a slow moment would have hurt.
using System.Collections.Concurrent;

namespace JudgeBench;

/// <summary>Sends requests when they are due and times them from then.</summary>
/// <param name="send">Sends one; true where it was judged.</param>
/// <param name="time">Clock.</param>
internal sealed class OpenLoop(Func<CancellationToken, Task<bool>> send, TimeProvider time)
{
    private readonly ConcurrentBag<double> latencies = []; // milliseconds
    private readonly List<double> behind = []; // milliseconds
    private long began;
    private int failed;

    /// <param name="perSecond">Of the schedule, for the result.</param>
    /// <param name="arrivals">When requests are due, from the beginning, ascending.</param>
    /// <param name="patience">How long answers may take after the last request was sent.</param>
    /// <exception cref="ArgumentException">No request was answered.</exception>
    public async Task<OpenLoopResult> RunAsync(
        double perSecond,
        IReadOnlyList<TimeSpan> arrivals,
        TimeSpan patience,
        CancellationToken cancellation
    )
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        List<Task> underWay = [];
        began = time.GetTimestamp();
        foreach (var due in arrivals)
        {
            // Whole milliseconds, rounded up: the clock knows no less, and a part of one would be spent spinning.
            double early = Math.Ceiling((due - Now).TotalMilliseconds);
            if (early > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(early), time, cancellation).ConfigureAwait(false);
            }

            behind.Add((Now - due).TotalMilliseconds);
            underWay.Add(Task.Run(() => OneAsync(due, end.Token), cancellation));
        }

        using var impatience = new CancellationTokenSource(patience, time);
        using var stop = impatience.Token.Register(end.Cancel);
        await Task.WhenAll(underWay).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        double seconds = Now.TotalSeconds;
        double[] sorted = [.. latencies.Order()];
        behind.Sort();
        return new OpenLoopResult(
            perSecond,
            sorted.Length / seconds,
            NearestRank.Of(sorted, 0.5),
            NearestRank.Of(sorted, 0.95),
            NearestRank.Of(sorted, 0.99),
            NearestRank.Of(behind, 0.95),
            sorted.Length,
            failed
        );
    }

    private TimeSpan Now => time.GetElapsedTime(began);

    private async Task OneAsync(TimeSpan due, CancellationToken cancellation)
    {
        bool judged = false;
        try
        {
            judged = await send(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // Counted below.
        }

        if (judged)
        {
            latencies.Add((Now - due).TotalMilliseconds);
        }
        else
        {
            Interlocked.Increment(ref failed);
        }
    }
}
