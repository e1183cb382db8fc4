using JudgeCore.Engine;

namespace JudgeCore.Tests.Engine;

/// <summary>The thread that owns the model outlives what its callers do wrong.</summary>
[Collection(nameof(Alone))]
public class ModelThreadTests
{
    private static readonly HashSet<int> NoEnd = [];

    [Fact]
    public async Task What_the_engine_cannot_run_fails_its_own_job_only()
    {
        using var small = new SmallModel();
        var thread = new ModelThread(() => small.Generator(), new EngineOptions(), TimeProvider.System);
        using (thread)
        {
            var tooLong = new Sequence(small.Prompt(1), new Goal.Write(NoEnd, 1000, null));
            var beside = new Sequence(small.Prompt(2), new Goal.Write(NoEnd, 40, null));
            var refused = thread.TryPost([new Sequence(small.Prompt(3), new Goal.Write(NoEnd, 3, null)), tooLong]);
            var served = thread.TryPost([beside]);
            var error = await Assert.ThrowsAsync<ArgumentException>(() => Ended(refused));
            Assert.Contains("the engine holds", error.Message, StringComparison.Ordinal);
            await Ended(served);
            Assert.Equal(40, beside.Completion.Count);

            var next = new Sequence(small.Prompt(4), new Goal.Write(NoEnd, 5, null));
            await Ended(thread.TryPost([next]));
            Assert.Equal(5, next.Completion.Count);
        }

        Assert.Equal(0, thread.Outstanding);
    }

    private static Task Ended(EngineJob? job) =>
        job!.Completion.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
}
