using JudgeCore.Kernels;

namespace JudgeCore.Tests.Kernels;

public class WorkCrewTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(5)]
    public void Every_piece_of_every_part_is_done_exactly_once_before_the_next_part(int threads)
    {
        using var crew = WorkCrew.Create(threads);
        int[] done = new int[17];
        Action<int> piece = i => Interlocked.Increment(ref done[i]);
        for (int part = 1; part <= 3000; part++)
        {
            int count = 1 + part % done.Length;
            Array.Clear(done);
            crew.Run(count, piece);
            Assert.All(done, (times, i) => Assert.Equal(i < count ? 1 : 0, times));
        }
    }

    [Fact]
    public void Helpers_that_fell_asleep_come_back()
    {
        using var crew = WorkCrew.Create(3);
        for (int part = 0; part < 5; part++)
        {
            Thread.Sleep(30);
            int done = 0;
            crew.Run(64, _ => Interlocked.Increment(ref done));
            Assert.Equal(64, done);
        }
    }
}
