using System.Diagnostics;
using Spectre.Console;
using Trainer.Runs;

namespace Trainer.Commands;

/// <summary>Shows a run's steps on a terminal: one line at most every second.</summary>
internal sealed class RunProgress(RunRecord record)
{
    private static readonly string[] Shown =
    [
        "reward",
        "rewards/accuracy/mean",
        "rewards/format/mean",
        "loss",
        "mean_token_accuracy",
        "entropy",
        "kl",
        "grad_norm",
        "completions/mean_length",
        "frac_reward_zero_std",
        "guided/completions",
    ];

    private readonly Stopwatch clock = Stopwatch.StartNew();
    private TimeSpan last;
    private int first = -1;

    public void Show(int step, IReadOnlyDictionary<string, double> metrics)
    {
        first = first < 0 ? step - 1 : first;
        if (clock.Elapsed - last < TimeSpan.FromSeconds(1) && step < record.Steps)
        {
            return;
        }

        last = clock.Elapsed;
        var left = clock.Elapsed / (step - first) * (record.Steps - step);
        string numbers = string.Join("  ", Shown.Where(metrics.ContainsKey).Select(name => $"{name} {metrics[name]:0.###}"));
        AnsiConsole.MarkupLineInterpolated($"step [bold]{step}[/]/{record.Steps}  {numbers}  left {left:hh\\:mm\\:ss}");
    }
}
