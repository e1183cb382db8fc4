using System.CommandLine;
using Spectre.Console;
using Trainer.Experiments;
using Trainer.Gym;
using Trainer.Runs;

namespace Trainer.Commands;

/// <summary><c>trainer experiment online FOLDER</c>: recorded experiments as commands; a broken-off one goes on where it stopped.</summary>
internal static class ExperimentCommand
{
    public static Command Create(TimeProvider time) =>
        new("experiment", "Runs a recorded experiment on the gym: tables and plots in its folder.") { Online(time) };

    private static Command Online(TimeProvider time)
    {
        var folder = new Argument<string>("folder") { Description = "Folder of the experiment." };
        var judge = new Option<string>("--judge") { Description = "Checkpoint folder of the served judge.", Required = true };
        var quick = new Option<bool>("--quick") { Description = "Every arm for three steps: that it works, not how well." };
        var seeds = Number("--seeds", "Seeds of every arm.", new ExperimentOptions().Seeds);
        var steps = Number("--steps", "Optimizer steps of every run.", new ExperimentOptions().Steps);
        var items = Number("--items", "Held-out items of every part of the exam.", new ExperimentOptions().ExamItems);
        var counts = new Option<int[]>("--corrections")
        {
            Description = "Numbers of corrections.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [.. new ExperimentOptions().Corrections],
        };
        var validation = new Option<bool>("--validation") { Description = "Examine on the validation split: for choices." };
        var command = new Command("online", "How many corrections teach a judge a changed policy, by which method.")
        {
            folder,
            judge,
            quick,
            seeds,
            steps,
            items,
            counts,
            validation,
        };
        command.SetAction(
            (arguments, cancellation) =>
                Task.Run(
                    () =>
                    {
                        var options = arguments.GetValue(quick)
                            ? ExperimentOptions.Quick
                            : new ExperimentOptions
                            {
                                Seeds = arguments.GetValue(seeds),
                                Steps = arguments.GetValue(steps),
                                ExamItems = arguments.GetValue(items),
                                Corrections = arguments.GetValue(counts)!,
                                Split = arguments.GetValue(validation) ? GymSplit.Validation : GymSplit.Test,
                            };
                        return Run(arguments.GetValue(folder)!, path => OnlineTable.Write(Experiment(path).Run(cancellation)));

                        OnlineExperiment Experiment(string path) =>
                            new(
                                path,
                                Path.GetFullPath(arguments.GetValue(judge)!),
                                options,
                                time,
                                message => AnsiConsole.MarkupLineInterpolated($"{message}")
                            );
                    },
                    CancellationToken.None
                )
        );
        return command;
    }

    private static int Run(string folder, Func<string, string> table)
    {
        try
        {
            string path = Path.GetFullPath(folder);
            Directory.CreateDirectory(path);
            string text = table(path);
            File.WriteAllText(Path.Combine(path, "results.md"), text);
            Console.WriteLine(text);
            return 0;
        }
        catch (OperationCanceledException)
        {
            AnsiConsole.MarkupLine("Cancelled; the same command goes on.");
            return 2;
        }
        catch (RunException error)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{error.Message}[/]");
            return 1;
        }
    }

    private static Option<int> Number(string name, string description, int value) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };
}
