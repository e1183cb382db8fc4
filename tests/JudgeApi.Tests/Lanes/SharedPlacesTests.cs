using JudgeApi.Lanes;

namespace JudgeApi.Tests.Lanes;

public sealed class SharedPlacesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_slow_lane_leaves_the_last_of_several_places_free()
    {
        var places = new SharedPlaces(2);
        using var slow = await places.EnterAsync(Pace.Slow, Cancel);
        var second = places.EnterAsync(Pace.Slow, Cancel);
        var quick = places.EnterAsync(Pace.Quick, Cancel);
        Assert.False(second.IsCompleted);
        Assert.True(quick.IsCompletedSuccessfully);
        slow.Dispose();
        (await second).Dispose();
        (await quick).Dispose();
    }

    [Fact]
    public async Task The_quick_lane_takes_every_place_and_goes_first()
    {
        var places = new SharedPlaces(2);
        using var one = await places.EnterAsync(Pace.Quick, Cancel);
        using var two = await places.EnterAsync(Pace.Quick, Cancel);
        var slow = places.EnterAsync(Pace.Slow, Cancel);
        var quick = places.EnterAsync(Pace.Quick, Cancel);
        one.Dispose();
        (await quick).Dispose();
        (await slow).Dispose();
    }

    [Fact]
    public async Task A_steady_stream_of_quick_ones_does_not_keep_slow_ones_out()
    {
        var places = new SharedPlaces(2);
        var now = await places.EnterAsync(Pace.Quick, Cancel);
        var other = await places.EnterAsync(Pace.Quick, Cancel);
        var slow = places.EnterAsync(Pace.Slow, Cancel);
        int passed = 0;
        var next = places.EnterAsync(Pace.Quick, Cancel);
        while (passed <= LaneQueue<object>.Patience)
        {
            now.Dispose();
            if (await Task.WhenAny(slow, next) == slow)
            {
                break;
            }

            passed++;
            now = await next;
            next = places.EnterAsync(Pace.Quick, Cancel);
        }

        Assert.Equal(LaneQueue<object>.Patience, passed);
        (await slow).Dispose();
        other.Dispose();
    }

    [Fact]
    public async Task A_place_is_given_back_once_and_the_only_one_serves_both_lanes()
    {
        var places = new SharedPlaces(1);
        var slow = await places.EnterAsync(Pace.Slow, Cancel);
        var first = places.EnterAsync(Pace.Quick, Cancel);
        var second = places.EnterAsync(Pace.Quick, Cancel);
        slow.Dispose();
        slow.Dispose();
        var held = await first;
        Assert.False(second.IsCompleted);
        held.Dispose();
        (await second).Dispose();
    }

    [Fact]
    public async Task Who_gives_up_leaves_the_queue_and_takes_no_place()
    {
        var places = new SharedPlaces(1);
        var held = await places.EnterAsync(Pace.Quick, Cancel);
        using var leave = new CancellationTokenSource();
        var gone = places.EnterAsync(Pace.Slow, leave.Token);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        held.Dispose();
        (await places.EnterAsync(Pace.Slow, Cancel)).Dispose();
    }
}
