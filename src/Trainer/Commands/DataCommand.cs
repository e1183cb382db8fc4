using System.CommandLine;
using Trainer.Data;
using Trainer.Runs;

namespace Trainer.Commands;

/// <summary><c>trainer data import | split</c>: people's data as data files, and data files in splits.</summary>
internal static class DataCommand
{
    public static Command Create() => new("data", "Imports and splits labelled data.") { DataImportCommand.Create(), Split() };

    private static Command Split()
    {
        var file = new Argument<string>("file") { Description = "Data file (JSON Lines, docs/data.md)." };
        var validation = Share("--validation", 0.1);
        var test = Share("--test", 0.2);
        var seed = new Option<int>("--seed") { Description = "Another seed, another choice.", DefaultValueFactory = _ => 1 };
        var command = new Command(
            "split",
            "Writes FILE.train.jsonl, FILE.validation.jsonl and FILE.test.jsonl beside a data file; items that share a picture or a group stay together."
        )
        {
            file,
            validation,
            test,
            seed,
        };
        command.SetAction(
            (arguments, _) =>
                CommandExit.Of(
                    arguments.InvocationConfiguration.Error,
                    () =>
                    {
                        var (v, t) = (arguments.GetValue(validation), arguments.GetValue(test));
                        if (!(v >= 0 && t >= 0 && v + t < 1))
                        {
                            throw new RunException(
                                FormattableString.Invariant(
                                    $"--validation {v} and --test {t} must be at least 0 and leave something to train on"
                                )
                            );
                        }

                        var data = JudgingFile.Read(arguments.GetValue(file)!);
                        string[] splits = new DataSplit(v, t, arguments.GetValue(seed)).Of(data);
                        foreach (string name in DataSplit.Names)
                        {
                            JudgingItem[] items =
                            [
                                .. data.Items.Where((_, i) => splits[i] == name).Select(item => item with { Split = name }),
                            ];
                            string path = Path.ChangeExtension(data.Path, $".{name}.jsonl");
                            JudgingFile.Write(path, items);
                            arguments.InvocationConfiguration.Output.WriteLine($"{path}: {items.Length} items");
                        }

                        return Task.FromResult(0);
                    }
                )
        );
        return command;
    }

    private static Option<double> Share(string name, double value) =>
        new(name) { Description = "Share of the items, 0 to 1.", DefaultValueFactory = _ => value };
}
