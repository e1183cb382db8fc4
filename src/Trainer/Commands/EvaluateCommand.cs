using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using JudgeCore.Checkpoints;
using JudgeCore.Gates;
using JudgeCore.Verdicts;
using Spectre.Console;
using Trainer.Evaluation;

namespace Trainer.Commands;

/// <summary><c>trainer evaluate CHECKPOINT</c>: figures on held-out items of the gym or of data files, in both modes and by both pair strategies.</summary>
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
        var adapter = new Option<string?>("--adapter") { Description = "PEFT adapter to merge into it." };
        var output = new Option<string?>("--output")
        {
            Description =
                "Folder for evaluation.json, predictions.jsonl and plots; a name that ends in .json takes the figures alone.",
        };
        var options = new ExaminationOptions("--items", 2000, "--gym");
        var command = new Command("evaluate", "Measures a checkpoint on held-out items.") { folder, adapter, output };
        options.AddTo(command);
        command.SetAction(
            (arguments, cancellation) =>
                CommandExit.Of(
                    arguments.InvocationConfiguration.Error,
                    async () =>
                    {
                        var examination = options.Build(arguments, gymBesideData: false) with
                        {
                            Strategies = [PairStrategy.Joint, PairStrategy.Independent],
                        };
                        string path = arguments.GetValue(folder)!;
                        using var adapted = arguments.GetValue(adapter) is { } peft ? new ScratchCheckpoint(path, peft) : null;
                        var judge = await examination
                            .TakeAsync(adapted?.Path ?? path, Progress, cancellation)
                            .ConfigureAwait(false);
                        bool gym = examination.Items.Any(item => item.Source == EvidenceSource.Gym);
                        var evaluation = Evaluation.Evaluation.Of(
                            judge.Model,
                            gym ? options.Split(arguments).Name : "",
                            judge.Predictions
                        );
                        EvaluationTable.Write(AnsiConsole.Console, evaluation);
                        Write(arguments.GetValue(output), evaluation, judge.Predictions);
                        return 0;
                    }
                )
        );
        return command;
    }

    /// <summary>One line a task, mode and strategy, as soon as it is known.</summary>
    public static void Progress(IReadOnlyList<Prediction> said)
    {
        var one = said[0];
        AnsiConsole.MarkupLineInterpolated(
            $"[grey]{one.Task} {one.Mode} {one.Strategy}: {said.Count} items, {said.Average(p => p.Right):P1} right[/]"
        );
    }

    private static void Write(string? output, Evaluation.Evaluation evaluation, IReadOnlyList<Prediction> predictions)
    {
        if (output is null)
        {
            return;
        }

        string json = JsonSerializer.Serialize(evaluation, Json);
        if (output.EndsWith(".json", StringComparison.Ordinal))
        {
            AtomicFile.Write(output, json);
            return;
        }

        Directory.CreateDirectory(output);
        PredictionFile.Write(Path.Combine(output, PredictionFile.Name), predictions);
        EvaluationPlots.Reliability(evaluation, Path.Combine(output, "reliability.png"));
        EvaluationPlots.Confusion(evaluation, Path.Combine(output, "confusion.png"));
        AtomicFile.Write(Path.Combine(output, Evaluation.Evaluation.FileName), json);
    }
}
