using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using Trainer.Runs;

namespace Trainer.Commands;

/// <summary><c>trainer sft RUN</c> and <c>trainer grpo RUN</c>: begin a run in a folder, or go on with the one in it.</summary>
internal static class RunCommand
{
    public static Command Create(RunVerb verb, TimeProvider time)
    {
        string name = JsonNamingPolicy.CamelCase.ConvertName(verb.ToString());
        var folder = new Argument<string>("run")
        {
            Description = "Run folder. With a run.json in it that run goes on; else one is begun from the options.",
        };
        var from = new Option<string?>("--base") { Description = "Checkpoint folder to start from." };
        var gym = new Option<string[]>("--gym")
        {
            Description = "Gym tasks to train on, as TASK or TASK=WEIGHT; \"pointwise\" and \"pairwise\" stand for six each.",
            AllowMultipleArgumentsPerToken = true,
        };
        var data = new Option<string[]>("--data")
        {
            Description = "Data files to train on, as FILE or FILE=WEIGHT.",
            AllowMultipleArgumentsPerToken = true,
        };
        var heldOut = new Option<string[]>("--held-out")
        {
            Description = "Data files that are held out: a run that would train on a picture or a group of theirs is refused.",
            AllowMultipleArgumentsPerToken = true,
        };
        var set = new Option<string[]>("--set")
        {
            Description =
                "Any field of run.json, as PATH=VALUE: --set steps=200 --set grpo.groupSize=16 (docs/training.md lists all).",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command(
            name,
            verb == RunVerb.Sft ? "Tunes a judge on labels." : "Trains a judge by group-relative policy optimisation."
        )
        {
            folder,
            from,
            gym,
            data,
            heldOut,
            set,
        };
        // On a thread of its own: signals are listened for only once the action has returned its task.
        command.SetAction(
            (arguments, cancellation) =>
                Task.Run(
                    () =>
                    {
                        try
                        {
                            using var run = Open(
                                verb,
                                arguments.GetValue(folder)!,
                                arguments,
                                () =>
                                    RecordOptions.Build(
                                        verb,
                                        arguments.GetValue(from),
                                        arguments.GetValue(gym) ?? [],
                                        arguments.GetValue(data) ?? [],
                                        arguments.GetValue(set) ?? [],
                                        arguments.GetValue(heldOut)
                                    )
                            );
                            return Train(run, time, cancellation);
                        }
                        catch (RunException error)
                        {
                            AnsiConsole.MarkupLineInterpolated($"[red]{error.Message}[/]");
                            return 1;
                        }
                    },
                    CancellationToken.None
                )
        );
        return command;
    }

    private static int Train(RunFolder run, TimeProvider time, CancellationToken cancellation)
    {
        var exit = new TrainingRun(run, time).Train(new RunProgress(run.Record).Show, cancellation);
        RunCurves.Draw(run);
        AnsiConsole.MarkupLineInterpolated($"[bold]{exit.Message}[/] {run.Path}");
        return exit.Outcome == RunEventKind.Finished ? 0 : 2;
    }

    private static RunFolder Open(RunVerb verb, string path, ParseResult arguments, Func<RunRecord> build)
    {
        bool options = arguments.Tokens.Any(token => token.Value.StartsWith("--", StringComparison.Ordinal));
        if (File.Exists(Path.Combine(path, RunRecord.FileName)))
        {
            // A start that its options stopped leaves nothing to go on with.
            return options && RunFolder.IsUntrained(path) ? RunFolder.BeginAgain(path, build()) : Resume(path, verb, options);
        }

        return RunFolder.Begin(path, build());
    }

    private static RunFolder Resume(string path, RunVerb verb, bool options)
    {
        if (options)
        {
            throw new RunException(
                $"{path} holds a run already, whose options are recorded: name only the folder to go on with it"
            );
        }

        var run = RunFolder.Open(path);
        if (run.Record.Verb != verb)
        {
            run.Dispose();
            throw new RunException(
                $"{path} holds a run of '{JsonNamingPolicy.CamelCase.ConvertName(run.Record.Verb.ToString())}'; start it with that verb"
            );
        }

        return run;
    }
}
