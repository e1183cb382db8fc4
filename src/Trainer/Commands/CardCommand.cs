using System.CommandLine;
using System.Text.Json;
using JudgeCore.Checkpoints;
using Trainer.Evaluation;

namespace Trainer.Commands;

/// <summary><c>trainer card FOLDER</c>: the card of a published checkpoint, from its evaluations.</summary>
internal static class CardCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "Published checkpoint folder." };
        var validation = new Option<string>("--validation")
        {
            Description = "evaluation.json on the validation split: choices are made from it.",
            Required = true,
        };
        var test = new Option<string>("--test")
        {
            Description = "evaluation.json on the test split: the figures of the card.",
            Required = true,
        };
        var origin = new Option<string>("--origin")
        {
            Description = "How the weights were made, in one paragraph of Markdown.",
            Required = true,
        };
        var command = new Command("card", "Writes judge.json (default mode, pair strategies) and the model card README.md.")
        {
            folder,
            validation,
            test,
            origin,
        };
        command.SetAction(arguments =>
        {
            string path = arguments.GetValue(folder)!;
            var chosen = ModelCard.Choose(Read(arguments.GetValue(validation)!)) with
            {
                Training = JudgeCard.Read(path).Training,
            };
            var figures = Read(arguments.GetValue(test)!);
            if (CheckpointFolder.Open(path).Digest() != figures.Model.Digest)
            {
                throw new InvalidOperationException(
                    "the evaluation is of other weights than the folder's: evaluate the published folder"
                );
            }

            chosen.Write(path);
            GymProbes.Record(path, threads: 1, CancellationToken.None);
            AtomicFile.Write(
                Path.Combine(path, CheckpointFolder.ReadmeFile),
                ModelCard.Write(
                    Path.GetFileName(Path.TrimEndingDirectorySeparator(path)),
                    figures,
                    chosen,
                    arguments.GetValue(origin)!
                )
            );
        });
        return command;
    }

    private static Evaluation.Evaluation Read(string path) =>
        JsonSerializer.Deserialize<Evaluation.Evaluation>(File.ReadAllText(path), EvaluateCommand.Json)!;
}
