using Trainer.Policies;
using Trainer.Runs;
using Trainer.Sft;
using Trainer.Tests.Runs;

namespace Trainer.Tests.Sft;

public sealed class SftStepTests : IDisposable
{
    private readonly TinyCheckpoint judge = new();
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void The_loss_is_the_mean_over_all_tokens_however_a_step_is_cut()
    {
        var whole = Train("whole", judge.Sft(4));
        var parts = Train(
            "parts",
            judge.Sft(4) with
            {
                Sft = new SftOptions { BatchSize = 6, AccumulationSteps = 4 },
            }
        );
        foreach (var (a, b) in whole.Zip(parts))
        {
            Assert.Equal(a["loss"], b["loss"], 1e-4);
            Assert.Equal(a["grad_norm"], b["grad_norm"], 1e-3);
            Assert.Equal(a["mean_token_accuracy"], b["mean_token_accuracy"], 1e-9);
        }
    }

    [Fact]
    public void Training_lowers_the_loss_and_names_the_tasks()
    {
        var metrics = Train("run", judge.Sft(40) with { Optimizer = new OptimizerOptions { LearningRate = 3e-3 } });
        Assert.True(metrics[^1]["loss"] < 0.5 * metrics[0]["loss"], $"{metrics[0]["loss"]} to {metrics[^1]["loss"]}");
        Assert.Contains("mean_token_accuracy/technical", metrics[0].Keys);
        Assert.Contains("mean_token_accuracy/alignment", metrics[0].Keys);
    }

    [Fact]
    public void Verdict_only_asks_for_bare_verdicts_and_teaches_nothing_else()
    {
        // Two tokens a question: the label and the end.
        var bare = Train(
            "bare",
            judge.Sft(1) with
            {
                Sft = new SftOptions { BatchSize = 6, Target = SftTarget.VerdictOnly },
            }
        );
        var reasons = Train("reasons", judge.Sft(1));
        Assert.True(bare[0]["num_tokens"] < reasons[0]["num_tokens"]);
    }

    [Fact]
    public void Own_reasoning_is_sampled_alike_for_the_same_seed()
    {
        var record = judge.Sft(3) with
        {
            Sft = new SftOptions
            {
                BatchSize = 4,
                Target = SftTarget.OwnReasoning,
                VerdictTokensOnly = true,
            },
        };
        var first = Train("first", record);
        var second = Train("second", record);
        Assert.Equal(first.Select(m => m["loss"]), second.Select(m => m["loss"]));
        Assert.NotEqual(
            first.Select(m => m["loss"]),
            Train("all", record with { Sft = record.Sft with { VerdictTokensOnly = false } }).Select(m => m["loss"])
        );
    }

    public void Dispose()
    {
        judge.Dispose();
        folder.Dispose();
    }

    private List<Dictionary<string, double>> Train(string name, RunRecord record)
    {
        using var run = RunFolder.Begin(folder.File(name), record);
        List<Dictionary<string, double>> steps = [];
        new TrainingRun(run, TimeProvider.System).Train((_, metrics) => steps.Add(new(metrics)), CancellationToken.None);
        return steps;
    }
}
