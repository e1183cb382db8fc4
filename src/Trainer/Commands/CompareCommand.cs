using System.CommandLine;
using System.Text.Json;
using JudgeCore.Checkpoints;
using JudgeCore.Gates;
using JudgeCore.Verdicts;
using Spectre.Console;
using Trainer.Evaluation;
using Trainer.Gates;
using Trainer.Runs;

namespace Trainer.Commands;

/// <summary><c>trainer compare A B</c>: two judges on the same items, from two evaluations or by asking both now.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var first = new Argument<string>("first")
        {
            Description = "Folder of an evaluation (predictions.jsonl), or a checkpoint.",
        };
        var second = new Argument<string>("second")
        {
            Description = "The same kind of folder; differences are second minus first.",
        };
        var output = new Option<string?>("--output") { Description = "Folder for comparison.json." };
        var options = new ExaminationOptions("--items", 500, "--gym");
        var command = new Command(
            "compare",
            "Compares two judges item by item: McNemar, paired bootstrap. The options on items are for checkpoints."
        )
        {
            first,
            second,
            output,
        };
        options.AddTo(command);
        command.SetAction(
            (arguments, cancellation) =>
                CommandExit.Of(
                    arguments.InvocationConfiguration.Error,
                    async () =>
                    {
                        string[] folders = [arguments.GetValue(first)!, arguments.GetValue(second)!];
                        bool[] evaluated = [.. folders.Select(path => File.Exists(Path.Combine(path, PredictionFile.Name)))];
                        if (evaluated[0] != evaluated[1])
                        {
                            throw new RunException(
                                $"{folders[evaluated[0] ? 1 : 0]} has no {PredictionFile.Name}: compare two evaluations or two checkpoints"
                            );
                        }

                        var answers = new IReadOnlyList<Prediction>[2];
                        for (int i = 0; i < 2; i++)
                        {
                            answers[i] = evaluated[i]
                                ? PredictionFile.Read(Path.Combine(folders[i], PredictionFile.Name))
                                : await Ask(folders[i]).ConfigureAwait(false);
                        }

                        var comparison = Comparison.Of(
                            Name(folders[0]),
                            Name(folders[1]),
                            PairedPrediction.Match(answers[0], answers[1], strategies: true)
                        );
                        Show(comparison);
                        if (arguments.GetValue(output) is { } folder)
                        {
                            Directory.CreateDirectory(folder);
                            AtomicFile.Write(
                                Path.Combine(folder, Comparison.FileName),
                                JsonSerializer.Serialize(comparison, GateReport.Json) + "\n"
                            );
                        }

                        return 0;

                        async Task<IReadOnlyList<Prediction>> Ask(string checkpoint)
                        {
                            var examination = options.Build(arguments, gymBesideData: false) with
                            {
                                Strategies = [PairStrategy.Joint, PairStrategy.Independent],
                            };
                            var judge = await examination
                                .TakeAsync(checkpoint, EvaluateCommand.Progress, cancellation)
                                .ConfigureAwait(false);
                            return judge.Predictions;
                        }
                    }
                )
        );
        return command;
    }

    private static string Name(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));

    private static void Show(Comparison comparison)
    {
        ComparisonTable.Write(AnsiConsole.Console, comparison.Slices, comparison.First, comparison.Second);
        foreach (var overall in comparison.Overall)
        {
            AnsiConsole.MarkupLineInterpolated(
                $"[bold]{overall.Tasks} tasks {SliceName.Place(overall.Source, overall.Mode)}[/]: mean accuracy {Gate.Show(overall.Accuracy)}, mean macro-F1 {Gate.Show(overall.MacroF1)}; {overall.ChangedVerdicts} of {overall.Items} verdicts changed"
            );
        }
    }
}
