using System.CommandLine;
using JudgeCore.Checkpoints;
using JudgeCore.Models;
using TorchSharp;
using Trainer.Evaluation;
using static TorchSharp.torch;

namespace Trainer.Commands;

/// <summary><c>trainer publish CHECKPOINT FOLDER</c>: a run's checkpoint as a folder to serve and ship.</summary>
internal static class PublishCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("checkpoint") { Description = "A run's checkpoint folder." };
        var target = new Argument<string>("folder") { Description = "The folder to make; it must not exist." };
        var command = new Command(
            "publish",
            "Writes a run's weights as a checkpoint folder to serve (bf16 weights, tokenizer, configuration)."
        )
        {
            source,
            target,
        };
        command.SetAction(arguments =>
        {
            string from = arguments.GetValue(source)!;
            using var guard = no_grad();
            using var model = ModelLoader.Load(from, ComputePolicy.Fp32Cpu);
            string[] companions =
            [
                CheckpointFolder.GenerationConfigFile,
                CheckpointFolder.TokenizerFile,
                CheckpointFolder.PreprocessorFile,
            ];
            CheckpointWriter.Save(
                arguments.GetValue(target)!,
                model,
                new CheckpointContents
                {
                    Config = File.ReadAllText(Path.Combine(from, CheckpointFolder.ConfigFile)),
                    Dtype = ScalarType.BFloat16,
                    Files = companions.Select(name => Path.Combine(from, name)),
                }
            );
            GymProbes.Record(arguments.GetValue(target)!, threads: 1, CancellationToken.None);
        });
        return command;
    }
}
