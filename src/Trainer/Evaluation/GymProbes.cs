using JudgeCore.Checkpoints;
using JudgeCore.Engine;
using JudgeCore.Probes;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;
using Trainer.Gym;

namespace Trainer.Evaluation;

/// <summary>Records what a finished checkpoint answers to gym questions, so that whoever serves it can tell that it still does.</summary>
internal static class GymProbes
{
    // Every pointwise task with a bare verdict, one with reasons, one pair: all paths that an answer can take.
    private static readonly (string Task, VerdictMode Mode)[] Asked =
    [
        .. GymTasks.Pointwise.Select(task => (task, VerdictMode.Verdict)),
        ("safety", VerdictMode.Reasoned),
        ("pairwise-technical", VerdictMode.Verdict),
    ];

    /// <summary>Writes probes.json into a checkpoint folder that has none.</summary>
    /// <param name="folder">A whole checkpoint; a folder without tokenizer (a test's) or an adapter gets no probes.</param>
    /// <param name="threads">Of the model.</param>
    /// <param name="cancellation">Between probes.</param>
    public static void Record(string folder, int threads, CancellationToken cancellation)
    {
        bool servable =
            File.Exists(Path.Combine(folder, CheckpointFolder.ConfigFile))
            && File.Exists(Path.Combine(folder, CheckpointFolder.TokenizerFile));
        if (!servable || File.Exists(Path.Combine(folder, ProbeSet.FileName)))
        {
            return;
        }

        using var judge = Judge.Load(folder, new EngineOptions { Threads = threads, MaxSequences = 4 });
        ProbeSet.RecordAsync(judge, Asked.Select(Question), cancellation).GetAwaiter().GetResult().Write(folder);
    }

    private static Probe Question((string Task, VerdictMode Mode) asked, int index)
    {
        var item = GymTasks.Balanced(asked.Task, GymSplit.Validation, index);
        return new Probe
        {
            Task = BuiltInTasks.All[asked.Task],
            Images = [.. item.Scenes.Select(scene => PngFile.Encode(SceneRenderer.Render(scene)))],
            Text = item.Text,
            Mode = asked.Mode,
            Distribution = new Dictionary<string, double>(),
        };
    }
}
