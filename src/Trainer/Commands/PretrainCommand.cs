using System.CommandLine;
using Spectre.Console;
using Trainer.Pretraining;

namespace Trainer.Commands;

/// <summary><c>trainer pretrain RUN</c>: the tiny base judge, from nothing.</summary>
internal static class PretrainCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("run") { Description = "Run folder; an interrupted run in it goes on." };
        var steps = new Option<int>("--steps")
        {
            Description = "Optimizer steps in all.",
            DefaultValueFactory = _ => new PretrainOptions().Steps,
        };
        var seed = new Option<int>("--seed")
        {
            Description = "Of weights, pictures and questions.",
            DefaultValueFactory = _ => new PretrainOptions().Seed,
        };
        var threads = new Option<int>("--threads")
        {
            Description = "Threads of the model; 1 leaves room for other work.",
            DefaultValueFactory = _ => 1,
        };
        var bf16 = new Option<bool>("--bf16") { Description = "Compute in bf16 with fp32 master weights." };
        var command = new Command("pretrain", "Trains the tiny base judge on the gym, from random weights.")
        {
            folder,
            steps,
            seed,
            threads,
            bf16,
        };
        command.SetAction(
            // On a thread of its own: signals are listened for only once the action has returned its task.
            (arguments, cancellation) =>
                Task.Run(
                    () =>
                    {
                        TorchSharp.torch.set_num_threads(arguments.GetValue(threads));
                        var options = new PretrainOptions
                        {
                            Steps = arguments.GetValue(steps),
                            Seed = arguments.GetValue(seed),
                            Bf16 = arguments.GetValue(bf16),
                        };
                        using var run = new PretrainRun(arguments.GetValue(folder)!, options, new TinyShape());
                        run.Train(metrics => Report(metrics, options.Steps), cancellation);
                        return 0;
                    },
                    CancellationToken.None
                )
        );
        return command;
    }

    private static void Report(PretrainMetrics metrics, int steps) =>
        AnsiConsole.MarkupLineInterpolated(
            $"step [bold]{metrics.Step}[/]/{steps}  loss {metrics.Loss:F4}  lr {metrics.LearningRate:E2}  norm {metrics.GradientNorm:F2}  {string.Join(' ', metrics.Exact.Select(kind => $"{kind.Key} {kind.Value:P0}"))}  {metrics.ImagesPerSecond:F0} images/s  ETA {TimeSpan.FromSeconds(metrics.SecondsLeft):hh\\:mm\\:ss}"
        );
}
