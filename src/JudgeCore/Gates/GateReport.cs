using System.Text.Json;
using System.Text.Json.Serialization;
using JudgeCore.Verdicts;

namespace JudgeCore.Gates;

/// <summary>gate.json: champion against candidate on the same held-out items, each rule, and what follows. See docs/gate.md.</summary>
public sealed record GateReport
{
    public const string FileName = "gate.json";

    /// <summary>The form of gate.json and of a file of rules: unknown fields are errors.</summary>
    public static JsonSerializerOptions Json { get; } =
        new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            RespectNullableAnnotations = true,
            IgnoreReadOnlyProperties = true,
            WriteIndented = true,
            NewLine = "\n",
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
        };

    public required GateOutcome Outcome { get; init; }

    /// <summary>Why, in a sentence or two.</summary>
    public required string Summary { get; init; }

    public required ModelIdentity Champion { get; init; }

    public required ModelIdentity Candidate { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required GateRules Rules { get; init; }

    /// <summary>Every rule as it was applied, the broken ones first.</summary>
    public required IReadOnlyList<RuleResult> Results { get; init; }

    /// <summary>All figures, those too few to be judged included.</summary>
    public required IReadOnlyList<GateSlice> Slices { get; init; }

    /// <summary>Reads gate.json.</summary>
    /// <exception cref="JsonException">It is malformed.</exception>
    public static GateReport Parse(string json) =>
        JsonSerializer.Deserialize<GateReport>(json, Json) ?? throw new JsonException("the report is null, not an object");

    public string ToJson() => JsonSerializer.Serialize(this, Json) + "\n";
}
