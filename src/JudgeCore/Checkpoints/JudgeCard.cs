using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using JudgeCore.Verdicts;

namespace JudgeCore.Checkpoints;

/// <summary>What this product records about a checkpoint beside its weights: <c>judge.json</c>. Each field may be absent.</summary>
public sealed record JudgeCard
{
    public const string FileName = "judge.json";

    private const long MaxBytes = 4 << 20;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        WriteIndented = true,
        NewLine = "\n",
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>The version's name in verdicts and lists; by default the folder's name.</summary>
    public string Version { get; init; } = "";

    /// <summary>The mode of requests that ask for none; by default <see cref="VerdictMode.Verdict"/>.</summary>
    public VerdictMode DefaultMode { get; init; } = VerdictMode.Verdict;

    /// <summary>Pairwise task to the strategy that measured better with these weights; tasks not listed are judged jointly.</summary>
    public IReadOnlyDictionary<string, PairStrategy> PairStrategies { get; init; } = new Dictionary<string, PairStrategy>();

    /// <summary>Task to its calibration; tasks not listed have none.</summary>
    public IReadOnlyDictionary<string, TaskCalibration> Calibration { get; init; } = new Dictionary<string, TaskCalibration>();

    /// <summary>Where the weights come from: base, run, data, seed, figures. Free-form, for people and lists.</summary>
    public JsonObject? Training { get; init; }

    /// <summary>The strategy for one pairwise task.</summary>
    public PairStrategy StrategyOf(string task) => PairStrategies.GetValueOrDefault(task, PairStrategy.Joint);

    /// <summary>The calibration of one task.</summary>
    public TaskCalibration CalibrationOf(string task) => Calibration.GetValueOrDefault(task) ?? new TaskCalibration();

    /// <summary>Reads a checkpoint folder's card; the defaults where it has none.</summary>
    /// <exception cref="CheckpointException">The file is malformed, or has an unknown field or a value out of its range.</exception>
    public static JudgeCard Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        var card = File.Exists(path) ? JsonFile.Read(path, MaxBytes, Parse) : new JudgeCard();
        return card.Version.Length > 0
            ? card
            : card with
            {
                Version = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
            };
    }

    /// <summary>Writes the card into a checkpoint folder, atomically.</summary>
    /// <exception cref="CheckpointException">A value is out of its range.</exception>
    public void Write(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (Fault() is { } fault)
        {
            throw CheckpointException.About(path, fault);
        }

        AtomicFile.Write(path, JsonSerializer.Serialize(this, Options) + "\n");
    }

    private static JudgeCard Parse(JsonObject json)
    {
        var card = json.Deserialize<JudgeCard>(Options)!;
        return card.Fault() is { } fault ? throw new FormatException(fault) : card;
    }

    private string? Fault()
    {
        foreach (var (task, calibration) in Calibration)
        {
            if (calibration is null || !double.IsFinite(calibration.Temperature) || calibration.Temperature <= 0)
            {
                return $"calibrates '{task}' with temperature {calibration?.Temperature}; it must be above 0";
            }

            if (calibration.AbstainBelow is not (>= 0 and <= 1))
            {
                return $"calibrates '{task}' with abstainBelow {calibration.AbstainBelow}; it must be from 0 to 1";
            }
        }

        return null;
    }
}
