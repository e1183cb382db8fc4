using Trainer.Policies;
using Trainer.Runs;
using Trainer.Tests.Runs;

namespace Trainer.Tests.Grpo;

public sealed class ReplayLossTests : IDisposable
{
    private readonly TinyCheckpoint judge = new();
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Right_answers_to_gym_questions_are_learned_beside_the_rewards()
    {
        var metrics = Train("run", Record(replay: 1, guided: 0) with { Steps = 30 });
        Assert.True(
            metrics[^1]["replay/loss"] < 0.5 * metrics[0]["replay/loss"],
            $"{metrics[0]["replay/loss"]} to {metrics[^1]["replay/loss"]}"
        );
    }

    [Fact]
    public void Without_it_an_untrained_judge_that_is_not_guided_learns_nothing()
    {
        var metrics = Train("run", Record(replay: 0, guided: 0));
        Assert.DoesNotContain("replay/loss", metrics[0].Keys);
        Assert.All(metrics, step => Assert.Equal(1, step["frac_reward_zero_std"]));
        Assert.DoesNotContain("grad_norm", metrics[0].Keys);
    }

    [Fact]
    public void Its_weight_counts()
    {
        var light = Train("light", Record(replay: 0.1, guided: 0.25));
        var heavy = Train("heavy", Record(replay: 10, guided: 0.25));
        Assert.Equal(light[0]["replay/loss"], heavy[0]["replay/loss"], 1e-6);
        Assert.True(heavy[0]["loss"] > light[0]["loss"] + light[0]["replay/loss"], $"{light[0]["loss"]}, {heavy[0]["loss"]}");
    }

    [Fact]
    public void A_step_with_more_updates_than_groups_with_signal_still_teaches_in_each()
    {
        var record = Record(replay: 1, guided: 0);
        var metrics = Train("run", record with { Grpo = record.Grpo with { Minibatches = 3 } });
        Assert.All(metrics, step => Assert.True(step["grad_norm"] > 0 && step["replay/loss"] > 0));
    }

    public void Dispose()
    {
        judge.Dispose();
        folder.Dispose();
    }

    private RunRecord Record(double replay, double guided)
    {
        var record = judge.Grpo(3);
        return record with
        {
            Grpo = record.Grpo with
            {
                ReplayLoss = replay,
                Guided = new() { Share = guided },
            },
        };
    }

    private List<Dictionary<string, double>> Train(string name, RunRecord record)
    {
        using var run = RunFolder.Begin(folder.File(name), record);
        List<Dictionary<string, double>> metrics = [];
        new TrainingRun(run, TimeProvider.System).Train((_, step) => metrics.Add(new(step)), CancellationToken.None);
        return metrics;
    }
}
