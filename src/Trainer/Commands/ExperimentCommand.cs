using System.CommandLine;
using Spectre.Console;
using Trainer.Experiments;
using Trainer.Gym;
using Trainer.Runs;

namespace Trainer.Commands;

/// <summary><c>trainer experiment paper | online FOLDER</c>: recorded experiments as commands; a broken-off one goes on where it stopped.</summary>
internal static class ExperimentCommand
{
    public static Command Create(TimeProvider time) =>
        new("experiment", "Runs a recorded experiment on the gym: tables and plots in its folder.")
        {
            Make(
                "paper",
                "Supervised and reinforced judges, one a task or one for all, on trained tasks and on pairs.",
                "Checkpoint folder that every arm starts from.",
                (folder, judge, options, cancellation) =>
                {
                    var results = new PaperExperiment(folder, judge, options, time, Tell).Run(cancellation);
                    ExperimentPlots.Paper(results, Path.Combine(folder, "results.png"));
                    return $"Reasoned answers:\n\n{PaperTable.Write(results, "reasoned")}\nBare verdicts:\n\n{PaperTable.Write(results, "verdict")}";
                },
                new ExperimentOptions { Steps = 100 }
            ),
            Make(
                "online",
                "How many corrections teach a judge a changed policy, by which method.",
                "Checkpoint folder of the served judge.",
                (folder, judge, options, cancellation) =>
                {
                    var results = new OnlineExperiment(folder, judge, options, time, Tell).Run(cancellation);
                    ExperimentPlots.Online(results, Path.Combine(folder, "results.png"));
                    return OnlineTable.Write(results);
                },
                new ExperimentOptions()
            ),
        };

    private static Command Make(
        string name,
        string description,
        string baseDescription,
        Func<string, string, ExperimentOptions, CancellationToken, string> run,
        ExperimentOptions defaults
    )
    {
        var folder = new Argument<string>("folder") { Description = "Folder of the experiment." };
        var judge = new Option<string>("--base") { Description = baseDescription, Required = true };
        var quick = new Option<bool>("--quick") { Description = "Every arm for three steps: that it works, not how well." };
        var seeds = Number("--seeds", "Seeds of every arm.", defaults.Seeds);
        var steps = Number("--steps", "Optimizer steps of every run.", defaults.Steps);
        var items = Number("--items", "Held-out items of every part of the exam.", defaults.ExamItems);
        var counts = new Option<int[]>("--corrections")
        {
            Description = "Online: numbers of corrections.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [.. defaults.Corrections],
        };
        var validation = new Option<bool>("--validation")
        {
            Description = "Examine on the validation split, where choices are made; final tables look at the test split.",
        };
        var only = new Option<string?>("--only") { Description = "Arms whose name contains this." };
        var set = new Option<string[]>("--set")
        {
            Description = "Fields of every arm's run.json, as PATH=VALUE: for ablations.",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command(name, description) { folder, judge, quick, seeds, steps, items, counts, validation, only, set };
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
                                Only = arguments.GetValue(only),
                                Set = arguments.GetValue(set) ?? [],
                            };
                        string path = Path.GetFullPath(arguments.GetValue(folder)!);
                        string from = Path.GetFullPath(arguments.GetValue(judge)!);
                        return Run(path, () => run(path, from, options, cancellation));
                    },
                    CancellationToken.None
                )
        );
        return command;
    }

    private static int Run(string folder, Func<string> tables)
    {
        try
        {
            Directory.CreateDirectory(folder);
            string text = tables();
            File.WriteAllText(Path.Combine(folder, "results.md"), text);
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

    private static void Tell(string message) => AnsiConsole.MarkupLineInterpolated($"{message}");

    private static Option<int> Number(string name, string description, int value) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };
}
