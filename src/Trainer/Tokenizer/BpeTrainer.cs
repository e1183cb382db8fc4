// Byte-pair encoding (Sennrich et al., arXiv 1508.07909) on bytes: the most frequent neighbouring pair becomes a token, again and again.
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using JudgeCore.Checkpoints;
using JudgeCore.Tokens;

namespace Trainer.Tokenizer;

/// <summary>Learns a small tokenizer from a corpus and writes it as tokenizer.json. Deterministic: ties go to the pair that sorts first.</summary>
internal static class BpeTrainer
{
    /// <summary>How Qwen's tokenizers cut text into pieces.</summary>
    public const string Pattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>Control tokens of the chat format and of reasoned answers, with the ids from 0.</summary>
    public static readonly string[] Controls =
    [
        ChatTokens.EndOfTextText,
        ChatTokens.MessageStartText,
        ChatTokens.MessageEndText,
        ChatTokens.VisionStartText,
        ChatTokens.VisionEndText,
        ChatTokens.ImageText,
        ChatTokens.VideoText,
        "<think>",
        "</think>",
    ];

    /// <param name="path">tokenizer.json to write.</param>
    /// <param name="corpus">Texts to learn from.</param>
    /// <param name="size">Tokens, control tokens and the 256 bytes included; fewer when the corpus has no more pairs.</param>
    public static void Train(string path, IEnumerable<string> corpus, int size)
    {
        var words = Words(corpus);
        List<(string Left, string Right)> merges = [];
        while (Controls.Length + 256 + merges.Count < size && Best(words) is { } best)
        {
            merges.Add(best);
            foreach (var word in words)
            {
                Merge(word.Pieces, best);
            }
        }

        AtomicFile.Write(path, Write(merges));
    }

    private static List<(List<string> Pieces, int Count)> Words(IEnumerable<string> corpus)
    {
        var cutter = new PiecePreTokenizer(Pattern);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string text in corpus)
        {
            foreach (var (offset, length) in cutter.PreTokenize(text))
            {
                string word = ByteAlphabet.Write(text.Substring(offset, length));
                counts[word] = counts.GetValueOrDefault(word) + 1;
            }
        }

        return
        [
            .. counts
                .OrderBy(entry => entry.Key, StringComparer.Ordinal)
                .Select(entry => (entry.Key.Select(c => c.ToString()).ToList(), entry.Value)),
        ];
    }

    private static (string Left, string Right)? Best(List<(List<string> Pieces, int Count)> words)
    {
        var counts = new Dictionary<(string, string), long>();
        foreach (var (pieces, count) in words)
        {
            for (int i = 0; i + 1 < pieces.Count; i++)
            {
                var pair = (pieces[i], pieces[i + 1]);
                counts[pair] = counts.GetValueOrDefault(pair) + count;
            }
        }

        return counts.Count == 0
            ? null
            : counts
                .OrderByDescending(entry => entry.Value)
                .ThenBy(entry => entry.Key.Item1, StringComparer.Ordinal)
                .ThenBy(entry => entry.Key.Item2, StringComparer.Ordinal)
                .First()
                .Key;
    }

    private static void Merge(List<string> pieces, (string Left, string Right) pair)
    {
        for (int i = 0; i + 1 < pieces.Count; i++)
        {
            if (pieces[i] == pair.Left && pieces[i + 1] == pair.Right)
            {
                pieces[i] += pieces[i + 1];
                pieces.RemoveAt(i + 1);
            }
        }
    }

    private static string Write(List<(string Left, string Right)> merges)
    {
        var vocabulary = new JsonObject();
        foreach (char c in ByteAlphabet.Characters)
        {
            vocabulary[c.ToString()] = Controls.Length + vocabulary.Count;
        }

        foreach (var (left, right) in merges)
        {
            vocabulary[left + right] = Controls.Length + vocabulary.Count;
        }

        var byteLevel = new JsonObject
        {
            ["type"] = "ByteLevel",
            ["add_prefix_space"] = false,
            ["trim_offsets"] = false,
            ["use_regex"] = false,
        };
        var root = new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray([.. Controls.Select(Control)]),
            ["normalizer"] = new JsonObject { ["type"] = "NFC" },
            ["pre_tokenizer"] = new JsonObject
            {
                ["type"] = "Sequence",
                ["pretokenizers"] = new JsonArray(
                    new JsonObject
                    {
                        ["type"] = "Split",
                        ["pattern"] = new JsonObject { ["Regex"] = Pattern },
                        ["behavior"] = "Isolated",
                        ["invert"] = false,
                    },
                    byteLevel.DeepClone()
                ),
            },
            ["post_processor"] = null,
            ["decoder"] = byteLevel.DeepClone(),
            ["model"] = new JsonObject
            {
                ["type"] = "BPE",
                ["dropout"] = null,
                ["unk_token"] = null,
                ["continuing_subword_prefix"] = null,
                ["end_of_word_suffix"] = null,
                ["fuse_unk"] = false,
                ["byte_fallback"] = false,
                ["ignore_merges"] = false,
                ["vocab"] = vocabulary,
                ["merges"] = new JsonArray([.. merges.Select(merge => (JsonNode)new JsonArray(merge.Left, merge.Right))]),
            },
        };
        return root.ToJsonString(Options);
    }

    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static JsonNode Control(string content, int id) =>
        new JsonObject
        {
            ["id"] = id,
            ["content"] = content,
            ["single_word"] = false,
            ["lstrip"] = false,
            ["rstrip"] = false,
            ["normalized"] = false,
            ["special"] = true,
        };
}
