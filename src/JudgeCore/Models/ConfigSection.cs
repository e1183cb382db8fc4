// Strict reading of config.json: a missing or odd value is refused by name instead of guessed.
using System.Globalization;
using System.Text.Json;

namespace JudgeCore.Models;

/// <summary>One object of config.json, or another file of a checkpoint, with the path that error sentences name.</summary>
internal sealed class ConfigSection(JsonElement element, string path, string file = "config.json")
{
    /// <exception cref="UnsupportedConfigException">The file is no JSON object.</exception>
    public static ConfigSection Parse(string json, string file = "config.json")
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new ConfigSection(document.RootElement.Clone(), "", file)
                : throw new UnsupportedConfigException("(root)", "must be an object", file);
        }
        catch (JsonException exception)
        {
            throw new UnsupportedConfigException("(root)", $"is no valid JSON: {exception.Message}", file);
        }
    }

    /// <summary>Fields that are present and not null.</summary>
    public IEnumerable<string> Names =>
        element.EnumerateObject().Where(item => item.Value.ValueKind != JsonValueKind.Null).Select(item => item.Name);

    public ConfigSection Section(string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
            ? new ConfigSection(value, Path(name), file)
            : throw Refuse(name, "is required and must be an object");

    public ConfigSection? OptionalSection(string name) =>
        Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Object ? new ConfigSection(value, Path(name), file)
        : throw Refuse(name, "must be an object");

    public bool Has(string name) => Find(name) is not null;

    /// <summary>A whole number within bounds; <paramref name="fallback"/> where the field is absent or null.</summary>
    public int Int(string name, int? fallback = null, int min = 1, int max = int.MaxValue)
    {
        if (Find(name) is not { } value)
        {
            return fallback ?? throw Refuse(name, "is required");
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= min && number <= max
            ? number
            : throw Refuse(name, $"{value} must be a whole number of at least {min}");
    }

    public double Positive(string name, double? fallback = null)
    {
        if (Find(name) is not { } value)
        {
            return fallback ?? throw Refuse(name, "is required");
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && number > 0
            ? number
            : throw Refuse(name, $"{value} must be a number above 0");
    }

    public bool Bool(string name, bool fallback) =>
        Find(name) is not { } value ? fallback
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Refuse(name, $"{value} must be true or false");

    public string Text(string name, string? fallback = null) =>
        Find(name) is not { } value ? fallback ?? throw Refuse(name, "is required")
        : value.ValueKind == JsonValueKind.String ? value.GetString()!
        : throw Refuse(name, $"{value} must be a string");

    public int[] Ints(string name, int[]? fallback = null)
    {
        if (Find(name) is not { } value)
        {
            return fallback ?? throw Refuse(name, "is required");
        }

        return value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.TryGetInt32(out int i) && i >= 0)
            ? [.. value.EnumerateArray().Select(item => item.GetInt32())]
            : throw Refuse(name, $"{value} must be a list of whole numbers");
    }

    /// <summary>A list of exactly this many numbers.</summary>
    public double[] Numbers(string name, int count) =>
        Find(name) is not { } value ? throw Refuse(name, "is required")
        : value.ValueKind == JsonValueKind.Array
        && value.GetArrayLength() == count
        && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number)
            ? [.. value.EnumerateArray().Select(item => item.GetDouble())]
        : throw Refuse(name, $"{value} must be a list of {count} numbers");

    public string[] Texts(string name, string[] fallback) =>
        Find(name) is not { } value ? fallback
        : value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
        : throw Refuse(name, $"{value} must be a list of strings");

    /// <summary>Refuses any value but the supported ones; an absent field counts as the first of them.</summary>
    public string OneOf(string name, params string[] supported)
    {
        string value = Text(name, supported[0]);
        return supported.Contains(value)
            ? value
            : throw Refuse(name, $"'{value}' is not supported; supported: {string.Join(", ", supported)}");
    }

    /// <summary>Refuses a field that is present with another value than the one this program computes.</summary>
    public void MustBe(string name, bool expected)
    {
        if (Bool(name, expected) != expected)
        {
            throw Refuse(name, string.Create(CultureInfo.InvariantCulture, $"{!expected} is not supported"));
        }
    }

    /// <inheritdoc cref="MustBe(string, bool)"/>
    public void MustBe(string name, double expected)
    {
        if (Find(name) is { } value && !(value.ValueKind == JsonValueKind.Number && value.GetDouble() == expected))
        {
            throw Refuse(name, string.Create(CultureInfo.InvariantCulture, $"{value} is not supported; supported: {expected}"));
        }
    }

    public UnsupportedConfigException Refuse(string name, string message) => new(Path(name), message, file);

    private string Path(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private JsonElement? Find(string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
