using JudgeCore.Checkpoints;
using Trainer.Pretraining;

namespace Trainer.Tests.Pretraining;

public class PretrainRunTests
{
    private static readonly PretrainOptions Options = new()
    {
        Steps = 6,
        ImagesPerStep = 6,
        WarmupSteps = 2,
        LogEvery = 2,
        CheckpointEvery = 2,
        Seed = 4,
    };

    [Fact]
    public void A_run_that_was_stopped_goes_on_to_the_same_weights()
    {
        using var folder = new TemporaryFolder();
        List<PretrainMetrics> whole = Train(folder.File("whole"), CancellationToken.None);
        using var stop = new CancellationTokenSource();
        List<PretrainMetrics> part = Train(folder.File("parts"), stop.Token, metrics => stop.Cancel());
        Assert.InRange(part[^1].Step, 2, 5);
        Train(folder.File("parts"), CancellationToken.None);
        Assert.Equal(Weights(folder.File("whole")), Weights(folder.File("parts")));
        Assert.Equal(6, whole[^1].Step);
    }

    [Fact]
    public void Training_lowers_the_loss()
    {
        using var folder = new TemporaryFolder();
        using var run = new PretrainRun(
            folder.Path,
            Options with
            {
                Steps = 60,
                LearningRate = 3e-3,
                LogEvery = 10,
            },
            TinyRun.Shape
        );
        List<double> losses = [];
        run.Train(metrics => losses.Add(metrics.Loss), CancellationToken.None);
        Assert.True(losses[^1] < 0.7 * losses[0], string.Join(' ', losses));
    }

    [Fact]
    public void The_learning_rate_warms_up_and_falls_along_a_cosine()
    {
        var options = new PretrainOptions
        {
            Steps = 1000,
            WarmupSteps = 100,
            LearningRate = 1,
            FinalShare = 0.1,
        };
        Assert.Equal(0.01, options.LearningRateAt(0), 1e-9);
        Assert.Equal(1, options.LearningRateAt(99), 1e-9);
        Assert.Equal(0.55, options.LearningRateAt(550), 1e-9);
        Assert.Equal(0.1, options.LearningRateAt(1000), 1e-9);
    }

    private static List<PretrainMetrics> Train(string path, CancellationToken cancellation, Action<PretrainMetrics>? then = null)
    {
        Directory.CreateDirectory(path);
        using var run = new PretrainRun(path, Options, TinyRun.Shape);
        List<PretrainMetrics> lines = [];
        run.Train(
            metrics =>
            {
                lines.Add(metrics);
                then?.Invoke(metrics);
            },
            cancellation
        );
        return lines;
    }

    private static byte[] Weights(string path) =>
        File.ReadAllBytes(Path.Combine(path, "checkpoint", CheckpointWeights.SingleFile));
}
