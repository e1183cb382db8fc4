using System.Text.Json;
using System.Text.Json.Nodes;

namespace JudgeApi.Retraining;

/// <summary>Sets fields of a JSON document by their path, as options name them.</summary>
internal static class JsonFields
{
    /// <param name="root">Changed.</param>
    /// <param name="fields">Path with dots to a value: JSON, or a word.</param>
    public static void Set(JsonObject root, IReadOnlyDictionary<string, string> fields)
    {
        foreach (var (path, value) in fields)
        {
            string[] names = path.Split('.');
            var at = root;
            foreach (string name in names[..^1])
            {
                if (at[name] is not JsonObject inner)
                {
                    at[name] = inner = [];
                }

                at = inner;
            }

            at[names[^1]] = Value(value);
        }
    }

    private static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
