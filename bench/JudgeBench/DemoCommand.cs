// The loop from beginning to end, over HTTP against the built service: a policy changes, people correct, the judge is retrained, the gate decides, the
// better judge is promoted, and rolled back.
using System.CommandLine;
using System.Text.Json;

namespace JudgeBench;

internal static class DemoCommand
{
    public static Command Create()
    {
        var program = new Option<string>("--service")
        {
            Description = "JudgeApi.dll of a build.",
            DefaultValueFactory = _ => "src/JudgeApi/bin/Release/net10.0/linux-x64/JudgeApi.dll",
        };
        var checkpoint = new Option<string>("--checkpoint")
        {
            Description = "Checkpoint folder of the first judge.",
            DefaultValueFactory = _ => "models/tiny-judge",
        };
        var database = new Option<string?>("--database") { Description = "PostgreSQL connection string; absent: SQLite." };
        var pictures = new Option<int>("--pictures")
        {
            Description = "Pictures that are judged and corrected.",
            DefaultValueFactory = _ => 300,
        };
        var exam = new Option<int>("--exam")
        {
            Description = "Held-out pictures of every task that are asked before and after.",
            DefaultValueFactory = _ => 200,
        };
        var steps = new Option<int>("--steps") { Description = "Optimizer steps.", DefaultValueFactory = _ => 120 };
        var load = new Option<double>("--load")
        {
            Description = "Requests a second that are sent all the while; 0: none.",
            DefaultValueFactory = _ => 0,
        };
        var random = new Option<bool>("--random-labels") { Description = "Every rater throws a coin: the gate must refuse." };
        var output = new Option<string?>("--output") { Description = "JSON file of the result." };
        var command = new Command("demo", "A policy changes; corrections teach the served judge; promotion and rollback.")
        {
            program,
            checkpoint,
            database,
            pictures,
            exam,
            steps,
            load,
            random,
            output,
        };
        command.SetAction(
            async (arguments, cancellation) =>
            {
                string folder = Path.GetFullPath(arguments.GetValue(checkpoint)!);
                string[] settings = arguments.GetValue(database) is { } connection
                    ? [$"--MtRl:Checkpoint={folder}", $"--ConnectionStrings:Database={connection}"]
                    : [$"--MtRl:Checkpoint={folder}"];
                using var service = new MeasuredService(Path.GetFullPath(arguments.GetValue(program)!), settings);
                using var demo = new Demo(service, arguments.GetValue(pictures), arguments.GetValue(exam))
                {
                    Steps = arguments.GetValue(steps),
                    Load = arguments.GetValue(load),
                    RandomLabels = arguments.GetValue(random),
                };
                var result = await demo.RunAsync(cancellation).ConfigureAwait(false);
                string text = JsonSerializer.Serialize(result, LoadCommand.Json);
                Console.WriteLine(text);
                if (arguments.GetValue(output) is { } path)
                {
                    File.WriteAllText(path, text + "\n");
                }

                return result.AsExpected ? 0 : 1;
            }
        );
        return command;
    }
}
