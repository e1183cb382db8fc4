using System.CommandLine;
using Trainer.Gym;

namespace Trainer.Commands;

/// <summary><c>trainer gym sheet | export</c>: looks at the gym's pictures, and writes them as data.</summary>
internal static class GymCommand
{
    private static readonly string[] Splits = ["train", "validation", "test"];

    public static Command Create() => new("gym", "Procedural pictures with exact truth.") { Sheet(), Export() };

    private static Command Sheet()
    {
        var file = new Argument<FileInfo>("output") { Description = "The PNG to write." };
        var count = Number("--count", "Pictures, or items where a task is given.", 20, 1, 400);
        var columns = Number("--columns", "Pictures a row.", 5, 1, 40);
        var enlarge = Number("--enlarge", "Pixels a side that each pixel becomes.", 4, 1, 16);
        var task = new Option<string?>("--task") { Description = "Shows items of this task instead of scenes with every truth." };
        task.AcceptOnlyFromAmong(GymTasks.All);
        var (split, seed) = (SplitOption(), SeedOption());
        var command = new Command("sheet", "Draws a contact sheet: pictures with the truths written below.")
        {
            file,
            count,
            columns,
            enlarge,
            task,
            split,
            seed,
        };
        command.SetAction(arguments =>
            Attempt(
                arguments,
                output =>
                {
                    var from = GymSplit.Parse(arguments.GetValue(split)!, arguments.GetValue(seed));
                    var sheet = new ContactSheet(arguments.GetValue(columns), arguments.GetValue(enlarge));
                    for (int i = 0; i < arguments.GetValue(count); i++)
                    {
                        if (arguments.GetValue(task) is { } name)
                        {
                            sheet.Add(GymTasks.Balanced(name, from, i));
                        }
                        else
                        {
                            var random = from.Stream("sheet", i);
                            sheet.Add(SceneSampler.Draw(ref random));
                        }
                    }

                    string path = arguments.GetValue(file)!.FullName;
                    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                    File.WriteAllBytes(path, sheet.Render());
                    output.WriteLine(path);
                }
            )
        );
        return command;
    }

    private static Command Export()
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "Where items.jsonl, scenes.jsonl and images/ go." };
        var tasks = new Option<string[]>("--tasks")
        {
            Description = "Gym tasks; all by default.",
            AllowMultipleArgumentsPerToken = true,
        };
        tasks.AcceptOnlyFromAmong(GymTasks.All);
        var count = Number("--count", "Items a task; the task's labels take turns.", 100, 1, 1_000_000);
        var policy = new Option<string?>("--policy")
        {
            Description =
                "Policy of all safety items: people-indoors is the changed house rules; by default house rules and written ones.",
        };
        policy.AcceptOnlyFromAmong([.. Enum.GetValues<SafetyPolicy>().Select(SceneFacts.PolicyName)]);
        var (split, seed) = (SplitOption(), SeedOption());
        var command = new Command("export", "Writes balanced items as a data file with pictures and every truth.")
        {
            folder,
            tasks,
            count,
            policy,
            split,
            seed,
        };
        command.SetAction(arguments =>
            Attempt(
                arguments,
                output =>
                {
                    var from = GymSplit.Parse(arguments.GetValue(split)!, arguments.GetValue(seed));
                    string[] named = arguments.GetValue(tasks) is { Length: > 0 } some ? [.. some.Distinct()] : GymTasks.All;
                    string path = arguments.GetValue(folder)!.FullName;
                    new GymExport(path, from, arguments.GetValue(seed)).Write(
                        named,
                        arguments.GetValue(count),
                        arguments.GetValue(policy) is { } name
                            ? Enum.GetValues<SafetyPolicy>().Single(one => SceneFacts.PolicyName(one) == name)
                            : null
                    );
                    output.WriteLine(Path.Combine(path, GymExport.ItemsFile));
                }
            )
        );
        return command;
    }

    // What the machine refuses (no space, no right, a folder in the way) is a sentence, not a stack.
    private static int Attempt(ParseResult arguments, Action<TextWriter> action)
    {
        try
        {
            action(arguments.InvocationConfiguration.Output);
            return 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            arguments.InvocationConfiguration.Error.WriteLine(error.Message);
            return 1;
        }
    }

    private static Option<string> SplitOption()
    {
        var option = new Option<string>("--split")
        {
            Description = "train, validation or test; test pictures are for final figures.",
            DefaultValueFactory = _ => "train",
        };
        option.AcceptOnlyFromAmong(Splits);
        return option;
    }

    private static Option<int> SeedOption() =>
        Number("--seed", "Of the train split; the others have their own.", 1, 0, int.MaxValue);

    private static Option<int> Number(string name, string description, int value, int low, int high)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            int given = result.GetValueOrDefault<int>();
            if (given < low || given > high)
            {
                result.AddError($"{name} is {given}, it takes {low} to {high}.");
            }
        });
        return option;
    }
}
