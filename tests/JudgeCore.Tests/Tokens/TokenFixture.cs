using System.Text.Json;
using System.Text.Json.Nodes;
using JudgeCore.Tokens;

namespace JudgeCore.Tests.Tokens;

/// <summary>Recorded texts of a tokenizer, and how ours differs from them.</summary>
internal static class TokenFixture
{
    public static string Folder => Path.Combine(Fixtures.Parity, "tokens");

    /// <summary>Names of the recorded tokenizers.</summary>
    public static IEnumerable<string> Names =>
        Directory
            .GetFiles(Folder, "*-encodings.json")
            .Select(file => Path.GetFileName(file).Replace("-encodings.json", "", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    public static JudgeTokenizer Tokenizer(string name) => new(Path.Combine(Folder, name, "tokenizer.json"));

    /// <summary>The small tokenizer of this repository.</summary>
    public static string SmallFile =>
        Path.Combine(Fixtures.Root, "tests", "Fixtures", "parity", "tokens", "small", "tokenizer.json");

    public static JsonArray Rows(string name) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, $"{name}-encodings.json")))!["rows"]!.AsArray();

    /// <summary>One line for each recorded value that ours differs from.</summary>
    public static List<string> Differences(JudgeTokenizer tokenizer, JsonArray rows)
    {
        List<string> differences = [];
        foreach (var row in rows)
        {
            string text = (string)row!["text"]!;
            int[] ids = Ids(row, "ids");
            Check("ids", ids.SequenceEqual(tokenizer.EncodeTrusted(text)));
            Check("ids_special_tokens_as_text", Ids(row, "ids_special_tokens_as_text").SequenceEqual(tokenizer.Encode(text)));
            Check("decoded", (string)row["decoded"]! == tokenizer.Decode(ids));
            Check("decoded_skip_special", (string)row["decoded_skip_special"]! == tokenizer.Decode(ids, skipControl: true));

            void Check(string what, bool same)
            {
                if (!same)
                {
                    differences.Add($"{what} of {JsonSerializer.Serialize(text)}");
                }
            }
        }

        return differences;
    }

    private static int[] Ids(JsonNode row, string name) => [.. row[name]!.AsArray().Select(id => (int)id!)];
}
