using System.Text.Json;
using System.Text.RegularExpressions;

namespace JudgeCore.Tokens;

/// <summary>What a Hugging Face tokenizer.json of the byte-level BPE kind says; anything else in it is refused by name.</summary>
/// <param name="Vocabulary">Token (in the byte alphabet) to id.</param>
/// <param name="Merges">Pairs "left right", best first.</param>
/// <param name="Pattern">Regular expression that cuts text into pieces.</param>
/// <param name="Normalize">True: text is brought to Unicode NFC first.</param>
/// <param name="Added">Control tokens and other whole words, with their ids.</param>
internal sealed record TokenizerFile(
    Dictionary<string, int> Vocabulary,
    List<string> Merges,
    string Pattern,
    bool Normalize,
    List<AddedToken> Added
)
{
    /// <exception cref="TokenizerException">Malformed or unsupported.</exception>
    public static TokenizerFile Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return Parse(document.RootElement);
        }
        catch (Exception exception)
            when (exception
                    is JsonException
                        or IOException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or FormatException
                        or ArgumentException
                        or IndexOutOfRangeException
                        or UnauthorizedAccessException
            )
        {
            throw new TokenizerException($"{Path.GetFileName(path)} cannot be read: {exception.Message}", exception);
        }
    }

    private static TokenizerFile Parse(JsonElement root)
    {
        RequireNull(root, "truncation", "padding");
        RequireByteLevel(root, "post_processor", orNull: true);
        RequireByteLevel(root, "decoder", orNull: false);
        var model = root.GetProperty("model");
        Require(model, "type", "BPE");
        RequireUnset(model, "dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix");
        RequireFalse(model, "fuse_unk", "byte_fallback", "ignore_merges");
        var vocabulary = model
            .GetProperty("vocab")
            .EnumerateObject()
            .ToDictionary(entry => entry.Name, entry => entry.Value.GetInt32());
        List<string> merges = [.. model.GetProperty("merges").EnumerateArray().Select(Merge)];
        List<AddedToken> added = [.. root.GetProperty("added_tokens").EnumerateArray().Select(AddedOf)];
        TokenizerChecks.Check(vocabulary, merges, added);
        return new TokenizerFile(vocabulary, merges, SplitPattern(root), Normalizes(root), added);
    }

    private static string Merge(JsonElement merge) =>
        merge.ValueKind == JsonValueKind.Array ? $"{merge[0].GetString()} {merge[1].GetString()}" : merge.GetString()!;

    private static AddedToken AddedOf(JsonElement token)
    {
        RequireFalse(token, "single_word", "lstrip", "rstrip", "normalized");
        return new AddedToken(
            token.GetProperty("id").GetInt32(),
            token.GetProperty("content").GetString()!,
            token.GetProperty("special").GetBoolean()
        );
    }

    private static bool Normalizes(JsonElement root)
    {
        if (!root.TryGetProperty("normalizer", out var normalizer) || normalizer.ValueKind == JsonValueKind.Null)
        {
            return false;
        }

        Require(normalizer, "type", "NFC");
        return true;
    }

    private static string SplitPattern(JsonElement root)
    {
        var pre = root.GetProperty("pre_tokenizer");
        Require(pre, "type", "Sequence");
        JsonElement[] steps = [.. pre.GetProperty("pretokenizers").EnumerateArray()];
        if (steps.Length != 2)
        {
            throw new TokenizerException($"pre_tokenizer has {steps.Length} steps; supported: Split, then ByteLevel");
        }

        Require(steps[0], "type", "Split");
        Require(steps[0], "behavior", "Isolated");
        RequireFalse(steps[0], "invert");
        Require(steps[1], "type", "ByteLevel");
        RequireFalse(steps[1], "add_prefix_space", "use_regex");
        string pattern = steps[0].GetProperty("pattern").GetProperty("Regex").GetString()!;
        _ = new Regex(pattern); // a damaged pattern is refused here, with the file's name
        return pattern;
    }

    private static void RequireByteLevel(JsonElement root, string name, bool orNull)
    {
        bool set = root.TryGetProperty(name, out var step) && step.ValueKind != JsonValueKind.Null;
        string? type = set ? step.GetProperty("type").GetString() : null;
        if (type != "ByteLevel" && !(orNull && !set))
        {
            throw new TokenizerException($"{name} is '{type}', supported: 'ByteLevel'{(orNull ? " or null" : "")}");
        }
    }

    private static void RequireNull(JsonElement element, params string[] names)
    {
        foreach (string name in names)
        {
            if (element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
            {
                throw new TokenizerException($"{name} is set, which is not supported");
            }
        }
    }

    private static void Require(JsonElement element, string name, string value)
    {
        string? found = element.TryGetProperty(name, out var property) ? property.ToString() : null;
        if (found != value)
        {
            throw new TokenizerException($"{name} is '{found}', supported: '{value}'");
        }
    }

    private static void RequireUnset(JsonElement element, params string[] names)
    {
        foreach (string name in names)
        {
            if (
                element.TryGetProperty(name, out var value)
                && value.ValueKind != JsonValueKind.Null
                && value.ToString() is { Length: > 0 } set
            )
            {
                throw new TokenizerException($"{name} is '{set}', which is not supported");
            }
        }
    }

    private static void RequireFalse(JsonElement element, params string[] names)
    {
        foreach (string name in names)
        {
            if (element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True)
            {
                throw new TokenizerException($"{name} is true, which is not supported");
            }
        }
    }
}
