using JudgeApi.Lanes;

namespace JudgeApi.Tests.Lanes;

public sealed class LaneQueueTests
{
    [Fact]
    public void Quick_ones_pass_slow_ones_and_each_lane_keeps_its_order()
    {
        var queue = Filled(["s1", "s2"], ["q1", "q2"]);
        Assert.Equal(["q1", "q2", "s1", "s2"], Rest(queue));
    }

    [Fact]
    public void A_slow_one_has_its_turn_after_so_many_quick_ones_however_many_come()
    {
        var queue = Filled(["s1", "s2"], []);
        List<string> turns = [];
        for (int i = 0; i < 3 * (LaneQueue<string>.Patience + 1); i++)
        {
            queue.Add(Pace.Quick, "q");
            Assert.True(queue.TryTake(out string? item, out _));
            turns.Add(item);
        }

        Assert.Equal(LaneQueue<string>.Patience, turns.IndexOf("s1"));
        Assert.Equal((2 * LaneQueue<string>.Patience) + 1, turns.IndexOf("s2"));
    }

    [Fact]
    public void Turns_before_a_slow_one_came_do_not_count_for_it()
    {
        var queue = Filled([], [.. Enumerable.Repeat("q", LaneQueue<string>.Patience)]);
        _ = Rest(queue);
        queue.Add(Pace.Slow, "s");
        queue.Add(Pace.Quick, "q");
        Assert.Equal(["q", "s"], Rest(queue));
    }

    [Fact]
    public void Who_is_taken_out_of_one_lane_or_leaves_has_no_turn_any_more()
    {
        var queue = Filled(["s1", "s2"], ["q1"]);
        Assert.True(queue.TryTakeOf(Pace.Slow, out string? slow));
        Assert.Equal("s1", slow);
        Assert.True(queue.Remove(Pace.Slow, "s2"));
        Assert.False(queue.Remove(Pace.Slow, "s2"));
        Assert.False(queue.TryTakeOf(Pace.Slow, out _));
        Assert.Equal(["q1"], Rest(queue));
    }

    private static LaneQueue<string> Filled(string[] slow, string[] quick)
    {
        var queue = new LaneQueue<string>();
        foreach (string item in slow)
        {
            queue.Add(Pace.Slow, item);
        }

        foreach (string item in quick)
        {
            queue.Add(Pace.Quick, item);
        }

        return queue;
    }

    private static List<string> Rest(LaneQueue<string> queue)
    {
        List<string> taken = [];
        while (queue.TryTake(out string? item, out _))
        {
            taken.Add(item);
        }

        return taken;
    }
}
