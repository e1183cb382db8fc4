// run.json in the trainer's form (docs/runs.md). The two programs share files, not types.
using System.Text.Json.Nodes;
using JudgeCore.Tasks;

namespace JudgeApi.Retraining;

/// <summary>What the trainer is told to do: guided GRPO on what people corrected, with replay of what must not be forgotten.</summary>
internal static class RunFile
{
    // Every task that the gate asks is replayed: one that was left out, the scale, fell by 16 points in a run of 120 steps. Pairs cost twice the
    // tokens and are forgotten last; the written policies of safety are what a change of its house rules endangers most.
    private static readonly Dictionary<string, double> Replay = BuiltInTasks.All.Values.ToDictionary(
        task => task.Name,
        task =>
            task.Kind == TaskKind.Pairwise ? 0.5
            : task.Name == BuiltInTasks.Safety ? 4
            : 1
    );

    /// <summary>The gym's policies that stand in the prompt.</summary>
    public static IReadOnlyList<string> WrittenPolicies { get; } = ["noKnifeNearPerson", "noFlameIndoor"];

    /// <param name="run">What was asked for.</param>
    /// <param name="options">Everything else.</param>
    /// <param name="basis">The checkpoint that is trained on.</param>
    /// <param name="fresh">Number of new items.</param>
    /// <param name="earlier">Number of items of earlier runs.</param>
    public static JsonObject Of(RunOptions run, RetrainingOptions options, BaseModel basis, int fresh, int earlier)
    {
        // Shares become weights; where a part is empty the other parts keep their proportions.
        double gymShare = options.GymShare;
        double earlierShare =
            earlier == 0 ? 0
            : fresh == 0 ? 1 - gymShare
            : Math.Min(options.EarlierShare, 1 - gymShare);
        double freshShare = fresh == 0 ? 0 : 1 - gymShare - earlierShare;
        JsonArray files = [];
        foreach (var (path, share) in new[] { (RunFolders.FreshFile, freshShare), (RunFolders.EarlierFile, earlierShare) })
        {
            if (share > 0)
            {
                files.Add(new JsonObject { ["path"] = path, ["weight"] = share });
            }
        }

        var gym = new JsonObject();
        var replay = options.GymTasks?.ToDictionary(task => task, _ => 1.0) ?? Replay;
        foreach (var (task, weight) in gymShare > 0 ? replay : [])
        {
            gym[task] = gymShare * weight / replay.Values.Sum();
        }

        var record = new JsonObject
        {
            ["verb"] = "grpo",
            ["base"] = basis.Folder,
            ["baseDigest"] = basis.Digest,
            ["seed"] = run.Seed,
            ["steps"] = run.Steps,
            ["checkpointEvery"] = options.CheckpointEvery,
            ["mixture"] = new JsonObject
            {
                ["gym"] = gym,
                ["gymPolicies"] = new JsonArray([.. GymPolicies(options).Select(policy => JsonValue.Create(policy))]),
                ["files"] = files,
                ["tasks"] = RunFolders.TasksFile,

                // The trainer looks once more that nothing of these is trained on.
                ["heldOut"] = new JsonArray(RunFolders.HeldOutFile),
            },
            ["policy"] = new JsonObject { ["threads"] = options.Threads, ["freezeVision"] = options.FreezeVision },
            ["optimizer"] = new JsonObject
            {
                ["learningRate"] = options.LearningRate,
                ["schedule"] = "linear", // at a constant rate thresholds of other tasks wander to the end, the scale's by up to 17 points
            },
            ["grpo"] = new JsonObject
            {
                ["prompts"] = options.Prompts,
                ["groupSize"] = options.GroupSize,
                ["minibatches"] = options.Minibatches,
                ["replayLoss"] = options.ReplayLoss,
                ["guided"] = new JsonObject { ["share"] = options.GuidedShare },
            },
        };
        JsonFields.Set(record, options.Fields);
        return record;
    }

    public static IReadOnlyList<string> GymPolicies(RetrainingOptions options) => options.GymPolicies ?? WrittenPolicies;
}
