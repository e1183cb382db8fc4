using System.CommandLine;
using JudgeCore.Tasks;
using Trainer.Data;
using Trainer.Runs;

namespace Trainer.Commands;

/// <summary><c>trainer data import ratings | comparisons FOLDER</c>: people's ratings as a data file.</summary>
internal static class DataImportCommand
{
    private const string Ratings = "ratings";
    private const string Comparisons = "comparisons";

    public static Command Create()
    {
        var layout = new Argument<string>("layout") { Description = "ratings (of single pictures) or comparisons (of two)." };
        layout.AcceptOnlyFromAmong(Ratings, Comparisons);
        var folder = new Argument<string>("folder") { Description = "Folder with items.csv and ratings.csv or comparisons.csv." };
        var output = new Option<string>("--output") { Description = "Folder for items.jsonl and images/.", Required = true };
        var map = new Option<string[]>("--map")
        {
            Description = "Ratings: which judging task a task of the table is, as appeal=quality-scale; the others are left out.",
            AllowMultipleArgumentsPerToken = true,
        };
        var task = new Option<string>("--task")
        {
            Description = "Comparisons: the pairwise judging task.",
            DefaultValueFactory = _ => BuiltInTasks.PairwiseOf(BuiltInTasks.Preference),
        };
        var table = new Option<string>("--table")
        {
            Description = "Ratings: the table within the folder.",
            DefaultValueFactory = _ => "ratings.csv",
        };
        var reliable = new Option<bool>("--reliable")
        {
            Description = "Ratings: labels from the raters who can be trusted (Dawid-Skene) instead of the raters' shares.",
        };
        var taskFile = new Option<string?>("--task-file") { Description = "JSON file with tasks that are not built in." };
        var command = new Command("import", "Makes a data file of people's ratings or comparisons; the gold is soft.")
        {
            layout,
            folder,
            output,
            map,
            task,
            table,
            reliable,
            taskFile,
        };
        command.SetAction(
            (arguments, _) =>
                CommandExit.Of(
                    arguments.InvocationConfiguration.Error,
                    () =>
                    {
                        var tasks = TaskFile.Read(arguments.GetValue(taskFile));
                        var import = new StudyImport(
                            arguments.GetValue(folder)!,
                            arguments.GetValue(output)!,
                            arguments.GetValue(reliable)
                        );
                        var report =
                            arguments.GetValue(layout) == Ratings
                                ? import.Ratings(arguments.GetValue(table)!, Mapped(arguments.GetValue(map) ?? [], tasks))
                                : import.Comparisons(Pairwise(Known(tasks, arguments.GetValue(task)!)));
                        var text = arguments.InvocationConfiguration.Output;
                        text.WriteLine($"{report.Path}: {report.Items} items");
                        foreach (var (why, count) in report.LeftOut)
                        {
                            text.WriteLine($"left out: {count} {why}");
                        }

                        return Task.FromResult(0);
                    }
                )
        );
        return command;
    }

    private static Dictionary<string, JudgingTask> Mapped(string[] map, Dictionary<string, JudgingTask> tasks)
    {
        if (map.Length == 0)
        {
            throw new RunException(
                "--map is missing: say which judging task each task of the ratings is, as appeal=quality-scale"
            );
        }

        Dictionary<string, JudgingTask> mapped = new(StringComparer.Ordinal);
        foreach (string pair in map)
        {
            if (pair.Split('=') is not [{ Length: > 0 } from, { Length: > 0 } to])
            {
                throw new RunException($"--map {pair}: write TASK=JUDGING_TASK, such as appeal=quality-scale");
            }

            var task = Known(tasks, to);
            mapped[from] =
                task.Kind != TaskKind.Pairwise
                    ? task
                    : throw new RunException($"--map {pair}: the task '{to}' judges pairs, ratings are of single pictures");
        }

        return mapped;
    }

    private static JudgingTask Pairwise(JudgingTask task) =>
        task.Kind == TaskKind.Pairwise
            ? task
            : throw new RunException($"--task: the task '{task.Name}' judges single pictures, comparisons are of pairs");

    private static JudgingTask Known(Dictionary<string, JudgingTask> tasks, string name) =>
        tasks.GetValueOrDefault(name)
        ?? throw new RunException($"the task '{name}' is not known; there are {string.Join(", ", tasks.Keys)}");
}
