using JudgeApi.Hosting;

namespace JudgeApi.Retraining;

/// <summary>Where the files of training runs are: data/runs/ID. Servers that share a database share them.</summary>
internal sealed class RunFolders(ServicePaths paths)
{
    public const string FreshFile = "data/fresh.jsonl";
    public const string EarlierFile = "data/earlier.jsonl";
    public const string HeldOutFile = "heldout/items.jsonl";
    public const string TasksFile = "tasks.json";
    public const string RulesFile = "rules.json";
    public const string RunFile = "run.json";
    public const string GateFolder = "gate";

    public string Root { get; } = Path.Combine(paths.Data, "runs");

    public string Of(string runId) => Path.Combine(Root, runId);
}
