using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using JudgeCore.Checkpoints;
using JudgeCore.Engine;
using JudgeCore.Verdicts;
using Spectre.Console;
using Trainer.Evaluation;
using Trainer.Gym;

namespace Trainer.Commands;

/// <summary><c>trainer evaluate CHECKPOINT</c>: figures on held-out gym items, in both modes and by both pair strategies.</summary>
internal static class EvaluateCommand
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Command Create()
    {
        var folder = new Argument<string>("checkpoint") { Description = "Checkpoint folder." };
        var items = new Option<int>("--items") { Description = "Items a task.", DefaultValueFactory = _ => 2000 };
        var split = new Option<string>("--split")
        {
            Description = "validation (for choices) or test (for final figures).",
            DefaultValueFactory = _ => "validation",
        };
        var tasks = new Option<string[]>("--tasks")
        {
            Description = "Gym tasks; all by default.",
            AllowMultipleArgumentsPerToken = true,
        };
        var modes = new Option<VerdictMode[]>("--modes")
        {
            Description = "verdict, reasoned; both by default.",
            AllowMultipleArgumentsPerToken = true,
        };
        var threads = new Option<int>("--threads") { Description = "Threads of the model.", DefaultValueFactory = _ => 1 };
        var output = new Option<string?>("--output") { Description = "Where evaluation.json goes." };
        var command = new Command("evaluate", "Measures a checkpoint on held-out gym items.")
        {
            folder,
            items,
            split,
            tasks,
            modes,
            threads,
            output,
        };
        command.SetAction(
            async (arguments, cancellation) =>
            {
                var options = new EngineOptions
                {
                    Threads = arguments.GetValue(threads),
                    MaxSequences = 64,
                    MaxTokens = 512,
                    ImageCacheBytes = 0,
                };
                using var judge = Judge.Load(arguments.GetValue(folder)!, options);
                var evaluator = new Evaluator(judge, GymSplit.Parse(arguments.GetValue(split)!, 0), arguments.GetValue(items));
                var evaluation = await evaluator
                    .RunAsync(
                        arguments.GetValue(tasks) is { Length: > 0 } named ? named : GymTasks.All,
                        arguments.GetValue(modes) is { Length: > 0 } asked ? asked : Enum.GetValues<VerdictMode>(),
                        Print,
                        cancellation
                    )
                    .ConfigureAwait(false);
                foreach (var mode in evaluation.Tasks.Select(task => task.Mode).Distinct())
                {
                    AnsiConsole.MarkupLineInterpolated(
                        $"[bold]{mode}: mean macro-F1 of the six pointwise tasks {evaluation.PointwiseMacroF1(mode):P1}[/]"
                    );
                }

                if (arguments.GetValue(output) is { } path)
                {
                    AtomicFile.Write(path, JsonSerializer.Serialize(evaluation, Json));
                }
            }
        );
        return command;
    }

    private static void Print(TaskEvaluation task)
    {
        string pair = task.FlipRate is { } flips
            ? $"  one order {task.AccuracyOneOrder:P1}  both {task.AccuracyInBoth:P1}  flips {flips:P1}"
            : "";
        AnsiConsole.MarkupLineInterpolated(
            $"{task.Task, -22} {task.Mode, -9}{task.Strategy?.ToString(), -12} accuracy {task.Accuracy:P1} [[{task.AccuracyInterval.Low:P1}, {task.AccuracyInterval.High:P1}]]  F1 {task.MacroF1:P1}  ECE {task.CalibrationError:F3}{pair}"
        );
    }
}
