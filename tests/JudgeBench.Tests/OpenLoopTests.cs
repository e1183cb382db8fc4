using Microsoft.Extensions.Time.Testing;

namespace JudgeBench.Tests;

/// <summary>The clock stands still unless a test moves it.</summary>
public class OpenLoopTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Deadlock = TimeSpan.FromMinutes(2); // far beyond any wait of a loop that goes on

    private readonly FakeTimeProvider time = new();

    [Fact]
    public async Task Latency_counts_from_when_a_request_was_due_not_from_when_it_was_sent()
    {
        var loop = new OpenLoop(_ => Task.FromResult(true), time);
        var run = loop.RunAsync(20, Times(100, 200), Patience, TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromMilliseconds(500)); // the generator was held up
        var result = await run.WaitAsync(Deadlock, TestContext.Current.CancellationToken);
        Assert.Equal((300, 400, 400), (result.P50Ms, result.P95Ms, result.BehindP95Ms));
        Assert.Equal((2, 0), (result.Judged, result.Failed));
        Assert.Equal(4, result.AchievedPerSecond);
    }

    [Fact]
    public async Task No_request_waits_for_the_answer_to_another()
    {
        var first = new TaskCompletionSource<bool>();
        int sent = 0;
        var loop = new OpenLoop(
            _ =>
            {
                if (Interlocked.Increment(ref sent) == 3)
                {
                    first.SetResult(true); // only the last one lets the others be answered
                }

                return first.Task;
            },
            time
        );
        var result = await loop.RunAsync(20, Times(0, 0, 0), Patience, TestContext.Current.CancellationToken)
            .WaitAsync(Deadlock, TestContext.Current.CancellationToken);
        Assert.Equal(3, result.Judged);
    }

    [Fact]
    public async Task Refused_broken_and_unanswered_requests_have_failed_and_have_no_latency()
    {
        int sent = 0;
        var hanging = new TaskCompletionSource();
        var loop = new OpenLoop(
            async cancellation =>
            {
                switch (Interlocked.Increment(ref sent))
                {
                    case 1:
                        return false;
                    case 2:
                        throw new HttpRequestException();
                    case 3:
                        hanging.SetResult();
                        await Task.Delay(Timeout.Infinite, cancellation);
                        return true;
                    default:
                        return true;
                }
            },
            time
        );
        var run = loop.RunAsync(20, Times(0, 0, 0, 0), Patience, TestContext.Current.CancellationToken);
        await hanging.Task.WaitAsync(Deadlock, TestContext.Current.CancellationToken);
        while (!run.IsCompleted)
        {
            time.Advance(Patience); // until the loop has begun to wait for it
            await Task.Yield();
        }

        var result = await run;
        Assert.Equal((1, 3), (result.Judged, result.Failed));
    }

    private static List<TimeSpan> Times(params int[] milliseconds) =>
        [.. milliseconds.Select(time => TimeSpan.FromMilliseconds(time))];
}
