using JudgeCore.Checkpoints;
using Trainer.Policies;
using Trainer.Runs;
using Trainer.Tests.Pretraining;
using static TorchSharp.torch;

namespace Trainer.Tests.Runs;

/// <summary>A small random judge on disk, and records of runs that begin with it.</summary>
internal sealed class TinyCheckpoint : IDisposable
{
    private readonly TinyRun run = new();

    public TinyCheckpoint()
    {
        var weights = run.Model.named_parameters().Select(p => KeyValuePair.Create(p.name, (Tensor)p.parameter));
        SafetensorsWriter.Write(Path.Combine(run.Folder, CheckpointWeights.SingleFile), weights);
    }

    public string Folder => run.Folder;

    /// <summary>A run of a few steps that changes the weights from the first: an untrained judge never answers rightly, so that every group
    /// is guided.</summary>
    public RunRecord Grpo(int steps = 6) =>
        new()
        {
            Verb = RunVerb.Grpo,
            Base = Folder,
            BaseDigest = CheckpointDigest.Of(Folder, CancellationToken.None),
            Seed = 3,
            Steps = steps,
            CheckpointEvery = 2,
            CompletionsEvery = 1,
            Mixture = new MixtureOptions
            {
                Gym = new Dictionary<string, double> { ["technical"] = 1, ["safety"] = 1 },
                ReasonedShare = 0,
            },
            Optimizer = new OptimizerOptions { LearningRate = 1e-3 },
            Grpo = new()
            {
                Prompts = 4,
                GroupSize = 4,
                MaxCompletionTokens = 4,
                Guided = new() { Share = 0.25 },
            },
        };

    public RunRecord Sft(int steps = 6) =>
        Grpo(steps) with
        {
            Verb = RunVerb.Sft,
            Sft = new() { BatchSize = 6 },
            Mixture = new MixtureOptions
            {
                Gym = new Dictionary<string, double> { ["technical"] = 1, ["alignment"] = 1 },
                ReasonedShare = 0.5,
            },
        };

    public void Dispose() => run.Dispose();
}
