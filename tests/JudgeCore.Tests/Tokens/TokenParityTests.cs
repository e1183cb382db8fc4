using System.Text.Json;
using JudgeCore.Tokens;

namespace JudgeCore.Tests.Tokens;

/// <summary>Every recorded text of every tokenizer: ids, ids of untrusted text, and both decodings.</summary>
[Trait("Kind", "Parity")]
public class TokenParityTests
{
    private static string Folder => Path.Combine(Fixtures.Parity, "tokens");

    public static IEnumerable<TheoryDataRow<string>> Tokenizers =>
        Directory
            .GetFiles(Folder, "*-encodings.json")
            .Order(StringComparer.Ordinal)
            .Select(file => new TheoryDataRow<string>(
                Path.GetFileName(file).Replace("-encodings.json", "", StringComparison.Ordinal)
            ));

    [Theory, MemberData(nameof(Tokenizers))]
    public void Every_recorded_text_is_encoded_and_decoded_alike(string name)
    {
        var tokenizer = new JudgeTokenizer(Path.Combine(Folder, name, "tokenizer.json"));
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, $"{name}-encodings.json")));
        List<string> differences = [];
        int rows = 0;
        foreach (var row in document.RootElement.GetProperty("rows").EnumerateArray())
        {
            rows++;
            string text = row.GetProperty("text").GetString()!;
            int[] ids = Ids(row, "ids");
            Check(text, "ids", ids.SequenceEqual(tokenizer.EncodeTrusted(text)));
            Check(
                text,
                "ids_special_tokens_as_text",
                Ids(row, "ids_special_tokens_as_text").SequenceEqual(tokenizer.Encode(text))
            );
            Check(text, "decoded", row.GetProperty("decoded").GetString() == tokenizer.Decode(ids));
            Check(
                text,
                "decoded_skip_special",
                row.GetProperty("decoded_skip_special").GetString() == tokenizer.Decode(ids, skipControl: true)
            );
        }

        Assert.NotEqual(0, rows);
        Assert.Empty(differences);

        void Check(string text, string what, bool same)
        {
            if (!same)
            {
                differences.Add($"{what} of {JsonSerializer.Serialize(text)}");
            }
        }
    }

    private static int[] Ids(JsonElement row, string name) =>
        [.. row.GetProperty(name).EnumerateArray().Select(id => id.GetInt32())];
}
