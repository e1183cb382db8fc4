using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;

namespace JudgeBench;

/// <summary>Sends the same request so many times a second, whether or not answers come, and keeps how long each took.</summary>
internal sealed class SteadyLoad : IAsyncDisposable
{
    private readonly HttpClient http;
    private readonly object body;
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentQueue<(string Phase, double Milliseconds)> took = [];
    private readonly Task sending;
    private volatile string phase = "";
    private int failures;

    /// <param name="http">With a key.</param>
    /// <param name="perSecond">0: nothing is sent.</param>
    /// <param name="body">Of POST /judge.</param>
    public SteadyLoad(HttpClient http, double perSecond, object body)
    {
        (this.http, this.body) = (http, body);
        sending = perSecond > 0 ? SendAsync(TimeSpan.FromSeconds(1 / perSecond)) : Task.CompletedTask;
    }

    public int Failures => failures;

    public void Begin(string name) => phase = name;

    /// <summary>Waits while a phase is measured; not at all without load.</summary>
    public Task PhaseAsync(string name, TimeSpan length, CancellationToken cancellation)
    {
        Begin(name);
        return sending.IsCompleted ? Task.CompletedTask : Task.Delay(length, cancellation);
    }

    public Dictionary<string, double> P95() =>
        took.Where(one => one.Phase.Length > 0)
            .GroupBy(one => one.Phase)
            .ToDictionary(
                group => group.Key,
                group =>
                {
                    double[] sorted = [.. group.Select(one => one.Milliseconds).Order()];
                    return Math.Round(sorted[(int)Math.Ceiling(0.95 * sorted.Length) - 1], 1);
                }
            );

    /// <summary>Ends it; a second call does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested)
        {
            return;
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await sending.ConfigureAwait(false);
        stop.Dispose();
    }

    private async Task SendAsync(TimeSpan period)
    {
        using var clock = new PeriodicTimer(period);
        try
        {
            while (await clock.WaitForNextTickAsync(stop.Token).ConfigureAwait(false))
            {
                _ = OneAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The measurement ends.
        }
    }

    private async Task OneAsync()
    {
        string now = phase;
        long began = Stopwatch.GetTimestamp();
        try
        {
            using var answer = await http.PostAsJsonAsync("/judge", body, stop.Token).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode)
            {
                Interlocked.Increment(ref failures);
            }

            took.Enqueue((now, Stopwatch.GetElapsedTime(began).TotalMilliseconds));
        }
        catch (OperationCanceledException)
        {
            // The measurement ends.
        }
        catch (HttpRequestException)
        {
            Interlocked.Increment(ref failures);
        }
    }
}
