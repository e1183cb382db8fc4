// adapter_config.json as PEFT 0.5 to 0.21 writes it. PEFT has many variants that share this file; whatever would change the numbers and is
// not plain LoRA is refused by its field's name, so that an adapter is never applied as something that it is not.
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JudgeCore.Checkpoints;

internal static class AdapterConfigFile
{
    public const string FileName = "adapter_config.json";

    private const long MaxBytes = 4 << 20;
    private const int MaxRank = 65_536;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>Fields with a place of their own in <see cref="AdapterConfig"/>.</summary>
    private static readonly HashSet<string> Typed =
    [
        "r",
        "lora_alpha",
        "lora_dropout",
        "use_rslora",
        "rank_pattern",
        "alpha_pattern",
        "target_modules",
        "base_model_name_or_path",
    ];

    /// <summary>Fields that are notes, or that matter to variants only which are refused by another field.</summary>
    private static readonly HashSet<string> Notes =
    [
        "auto_mapping",
        "inference_mode",
        "megatron_core",
        "peft_version",
        "qalora_group_size",
        "revision",
        "runtime_config",
        "task_type",
    ];

    /// <summary>What PEFT's older versions expect to find, with plain LoRA's values.</summary>
    private static readonly (string Name, JsonNode? Value)[] Plain =
    [
        ("bias", "none"),
        ("fan_in_fan_out", false),
        ("inference_mode", true),
        ("init_lora_weights", true),
        ("layers_pattern", null),
        ("layers_to_transform", null),
        ("modules_to_save", null),
        ("peft_type", "LORA"),
        ("task_type", null),
        ("use_dora", false),
    ];

    /// <exception cref="CheckpointException">The file is malformed, or configures something other than plain LoRA or rsLoRA.</exception>
    public static AdapterConfig Read(string folder) => JsonFile.Read(Path.Combine(folder, FileName), MaxBytes, Parse);

    public static void Write(string folder, AdapterConfig config)
    {
        var root = new JsonObject();
        foreach (var (name, value) in Fields(config).OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            root[name] = value?.DeepClone();
        }

        AtomicFile.Write(Path.Combine(folder, FileName), root.ToJsonString(Indented));
    }

    private static AdapterConfig Parse(JsonObject root)
    {
        if (Value<string>(root, "peft_type", "a string") is not "LORA")
        {
            throw new FormatException($"has peft_type {Show(root["peft_type"])}; only LORA is supported");
        }

        var other = new JsonObject();
        foreach (var (name, value) in root.Where(field => !Typed.Contains(field.Key)))
        {
            if (!Notes.Contains(name) && !IsHarmless(name, value))
            {
                throw new FormatException($"sets {name} to {Show(value)}, which is not supported");
            }

            other[name] = value?.DeepClone();
        }

        double dropout = Value<double?>(root, "lora_dropout", "a number") ?? 0;
        return new AdapterConfig
        {
            Rank = Rank("r", root["r"]),
            Alpha = Alpha("lora_alpha", root["lora_alpha"]),
            Dropout = dropout is >= 0 and < 1
                ? dropout
                : throw new FormatException($"has lora_dropout {dropout}; it must be from 0 to below 1"),
            UseRsLora = Value<bool?>(root, "use_rslora", "true or false") ?? false,
            RankPattern = [.. Patterns(root, "rank_pattern").Select(p => (p.Pattern, Rank(p.Field, p.Value)))],
            AlphaPattern = [.. Patterns(root, "alpha_pattern").Select(p => (p.Pattern, Alpha(p.Field, p.Value)))],
            Targets = Targets(root["target_modules"]),
            BaseModel = Value<string>(root, "base_model_name_or_path", "a string"),
            Other = other,
        };
    }

    // Everything unknown must be switched off: null, false or empty, as PEFT writes the variants that are not used.
    private static bool IsHarmless(string name, JsonNode? value) =>
        name switch
        {
            "peft_type" => true,
            "bias" => Text(value) == "none",
            // Other initialisations (PiSSA, OLoRA, LoftQ, CorDA...) change the base's weights too.
            "init_lora_weights" => value is null
                || value.GetValueKind() is JsonValueKind.True or JsonValueKind.False
                || Text(value) == "gaussian",
            _ => value switch
            {
                null => true,
                JsonObject map => map.Count == 0,
                JsonArray list => list.Count == 0,
                _ => value.GetValueKind() == JsonValueKind.False,
            },
        };

    private static AdapterTargets Targets(JsonNode? value)
    {
        if (value is JsonArray { Count: > 0 } list && list.All(item => Text(item) is not null))
        {
            return AdapterTargets.Named(list.Select(item => Text(item)!));
        }

        return Text(value) switch
        {
            null => throw new FormatException($"has target_modules {Show(value)}; needed are names or one regular expression"),
            "all-linear" => throw new FormatException(
                "has target_modules 'all-linear'; PEFT writes the names that it stands for"
            ),
            var expression => AdapterTargets.Matching(expression),
        };
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static IEnumerable<(ModulePattern Pattern, string Field, JsonNode? Value)> Patterns(JsonObject root, string name) =>
        from entry in root[name] is { } map
            ? map as JsonObject ?? throw new FormatException($"has {name} {Show(map)}; it must be an object")
            : []
        select (ModulePattern.Ending(entry.Key), $"{name} '{entry.Key}'", entry.Value);

    private static T? Value<T>(JsonObject root, string name, string kind) =>
        root[name] switch
        {
            null => default,
            JsonValue value when value.TryGetValue(out T? result) => result,
            var other => throw new FormatException($"has {name} {Show(other)}; it must be {kind}"),
        };

    private static int Rank(string field, JsonNode? value) =>
        value is JsonValue number && number.TryGetValue(out int rank) && rank is >= 1 and <= MaxRank
            ? rank
            : throw new FormatException($"has {field} {Show(value)}; it must be a whole number from 1 to {MaxRank}");

    private static double Alpha(string field, JsonNode? value) =>
        value is JsonValue number && number.TryGetValue(out double alpha) && double.IsFinite(alpha)
            ? alpha
            : throw new FormatException($"has {field} {Show(value)}; it must be a number");

    private static string Show(JsonNode? value) =>
        value?.ToJsonString() is { } text ? (text.Length <= 80 ? text : $"{text[..80]}...") : "null";

    private static Dictionary<string, JsonNode?> Fields(AdapterConfig config)
    {
        var fields = Plain.ToDictionary(field => field.Name, field => field.Value);
        foreach (var (name, value) in config.Other ?? [])
        {
            fields[name] = value;
        }

        fields["r"] = config.Rank;
        fields["lora_alpha"] = Number(config.Alpha);
        fields["lora_dropout"] = config.Dropout;
        fields["use_rslora"] = config.UseRsLora;
        fields["rank_pattern"] = new JsonObject(
            config.RankPattern.Select(p => KeyValuePair.Create(p.Pattern.Text, (JsonNode?)p.Rank))
        );
        fields["alpha_pattern"] = new JsonObject(
            config.AlphaPattern.Select(p => KeyValuePair.Create(p.Pattern.Text, (JsonNode?)Number(p.Alpha)))
        );
        fields["target_modules"] = config.Targets.Expression is { } expression
            ? expression
            : new JsonArray([.. config.Targets.Endings.Select(ending => (JsonNode)ending)]);
        fields["base_model_name_or_path"] = config.BaseModel;
        return fields;
    }

    // PEFT types alpha as an integer; some programs insist.
    private static JsonNode Number(double value) => value == Math.Truncate(value) && Math.Abs(value) < 1e15 ? (long)value : value;
}
