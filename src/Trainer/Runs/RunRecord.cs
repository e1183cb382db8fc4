using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Trainer.Grpo;
using Trainer.Policies;
using Trainer.Sft;

namespace Trainer.Runs;

/// <summary>run.json: all that decides a run. The same record, base and data make the same numbers.</summary>
internal sealed record RunRecord
{
    public const string FileName = "run.json";

    public static JsonSerializerOptions Json { get; } = Options(indented: true);

    /// <summary>The same on one line.</summary>
    public static JsonSerializerOptions LineJson { get; } = Options(indented: false);

    /// <summary>What the run does.</summary>
    public required RunVerb Verb { get; init; }

    /// <summary>Checkpoint folder that the run starts from: a path, absolute or relative to the run folder.</summary>
    [Required]
    public required string Base { get; init; }

    /// <summary>Digest of the base's weights; the run refuses another base. Null: whatever is there, recorded at the first start.</summary>
    public string? BaseDigest { get; init; }

    /// <summary>Of data order, rollouts and adapters.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Optimizer steps in all.</summary>
    [Range(1, 10_000_000)]
    public int Steps { get; init; } = 100;

    /// <summary>What is trained on.</summary>
    public MixtureOptions Mixture { get; init; } = new();

    /// <summary>What is trained, and how it computes.</summary>
    public PolicyOptions Policy { get; init; } = new();

    /// <summary>How weights move.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>Of verb sft.</summary>
    public SftOptions Sft { get; init; } = new();

    /// <summary>Of verb grpo.</summary>
    public GrpoOptions Grpo { get; init; } = new();

    /// <summary>Steps between checkpoints: what a kill can cost.</summary>
    [Range(1, 1_000_000)]
    public int CheckpointEvery { get; init; } = 20;

    /// <summary>Checkpoints that are kept, the newest first.</summary>
    [Range(1, 1000)]
    public int KeepCheckpoints { get; init; } = 2;

    /// <summary>Steps between entries of completions.jsonl; 0 writes none.</summary>
    [Range(0, 1_000_000)]
    public int CompletionsEvery { get; init; } = 10;

    /// <exception cref="RunException">The file is no such record; the message names the field.</exception>
    public static RunRecord Read(string file)
    {
        try
        {
            return Parse(System.IO.File.ReadAllText(file));
        }
        catch (JsonException error)
        {
            throw new RunException($"{file}: {error.Message}", error);
        }
    }

    /// <exception cref="JsonException">An unknown field, a missing one, or a value of the wrong kind.</exception>
    public static RunRecord Parse(string json) =>
        JsonSerializer.Deserialize<RunRecord>(json, Json) ?? throw new JsonException("the record is null, not an object");

    public string ToJson() => JsonSerializer.Serialize(this, Json) + "\n";

    /// <summary>Checks every value against its range.</summary>
    /// <exception cref="RunException">Names file, field and limit.</exception>
    public void Validate(string file)
    {
        foreach (
            var (name, part) in new (string, object)[]
            {
                ("", this),
                ("mixture.", Mixture),
                ("policy.", Policy),
                ("optimizer.", Optimizer),
                ("sft.", Sft),
                ("grpo.", Grpo),
                ("grpo.guided.", Grpo.Guided),
            }
        )
        {
            List<ValidationResult> faults = [];
            if (!Validator.TryValidateObject(part, new ValidationContext(part), faults, validateAllProperties: true))
            {
                throw new RunException(
                    $"{file}: {name}{JsonNamingPolicy.CamelCase.ConvertName(faults[0].MemberNames.FirstOrDefault() ?? "")}: {faults[0].ErrorMessage}"
                );
            }
        }

        try
        {
            Grpo.Loss.Validate();
            Grpo.SamplerCorrection?.Validate();
        }
        catch (ArgumentException error)
        {
            throw new RunException($"{file}: grpo: {error.Message}", error);
        }
    }

    private static JsonSerializerOptions Options(bool indented) =>
        new(JsonSerializerDefaults.General)
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
            AllowDuplicateProperties = false,
            WriteIndented = indented,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        };
}
