using System.Text.Json;

namespace JudgeBench.Tests;

/// <summary>A folder of results that nobody measured.</summary>
internal sealed class MadeUpResults : IDisposable
{
    public static readonly Hardware Machine = new("made up", 3, 7.5, "no system", "no runtime", 0);

    private readonly string path = Directory.CreateTempSubdirectory("mtrl-results-").FullName;

    public ResultFolder Folder => new(path);

    public void Add(string file, object result) => AddText(file, JsonSerializer.Serialize(result, LoadCommand.Json));

    public void AddText(string file, string text) => File.WriteAllText(Path.Combine(path, file), text);

    /// <summary>The row whose words contain these.</summary>
    public Aim Aim(string words) => Aims.Read(Folder).Single(aim => aim.What.Contains(words, StringComparison.Ordinal));

    public void Dispose() => Directory.Delete(path, recursive: true);

    public static EngineResult Engine(double one, double eight, params LlamaTiming[] llama) =>
        new(
            DateTimeOffset.UnixEpoch,
            "c0ffee",
            "engine",
            Machine,
            3,
            "bf16",
            1000,
            1100,
            10,
            [
                new EngineTiming(1, 100 * one, one, 10 * one, one, 1, one, 0),
                new EngineTiming(8, 100 * eight, eight, 10 * eight, eight, 1, eight, 0),
            ],
            [new ReuseTiming("picture", 3, 2, 1, 1.15), new ReuseTiming("rubric", 3, 2, 1, 0.85)],
            [new ContextTiming(64, 1, 1)],
            [new LaneTiming(8, 20, 10, 20, 15, 30, 100, 200)],
            llama
        );

    public static ServingResult Serving(double perSecond, double p50, double besideP95) =>
        new(
            DateTimeOffset.UnixEpoch,
            "c0ffee",
            "serving",
            Machine,
            [Load(1, 10, p50, 9), Load(32, perSecond, 90, 99)],
            Load(1, 10, 5, 10),
            Load(1, 10, 5, besideP95),
            Load(8, 10, 5, 10),
            [new OpenLoopResult(50, 50, 5, 6, 7, 1, 400, 0)]
        );

    public static RolloutTiming Rollouts(int prompts, int group, double together) =>
        new("fp32", prompts, group, together, 100, 150, 0.001, 0.1);

    private static LoadResult Load(int concurrency, double perSecond, double p50, double p95) =>
        new(concurrency, perSecond, p50, p95, p95 + 1, 100, 0);
}
