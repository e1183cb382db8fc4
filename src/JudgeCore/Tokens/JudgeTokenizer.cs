// Byte-level BPE as Qwen's tokenizer.json describes it. Microsoft.ML.Tokenizers merges; cutting, control tokens and decoding are here.
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace JudgeCore.Tokens;

/// <summary>Text to token ids and back. Thread-safe.</summary>
internal sealed class JudgeTokenizer
{
    private readonly BpeTokenizer bpe;
    private readonly Regex? anyAdded; // matches every added token, the longest of those that begin at one place
    private readonly Dictionary<string, int> addedIds;
    private readonly Dictionary<int, AddedToken> added;
    private readonly byte[]?[] bytes; // by id; null for ids that are not in the vocabulary
    private readonly bool normalize;

    /// <param name="path">A tokenizer.json.</param>
    /// <exception cref="TokenizerException">Malformed or unsupported.</exception>
    public JudgeTokenizer(string path)
    {
        var file = TokenizerFile.Read(path);
        normalize = file.Normalize;
        addedIds = file.Added.ToDictionary(token => token.Content, token => token.Id);
        added = file.Added.ToDictionary(token => token.Id);
        anyAdded = Matcher(file.Added);
        bpe = BpeTokenizer.Create(
            new BpeOptions(file.Vocabulary)
            {
                Merges = file.Merges,
                ByteLevel = true,
                PreTokenizer = new PiecePreTokenizer(file.Pattern),
            }
        );
        VocabularySize = 1 + Math.Max(file.Vocabulary.Values.DefaultIfEmpty(-1).Max(), added.Keys.DefaultIfEmpty(-1).Max());
        bytes = new byte[]?[VocabularySize];
        foreach (var (token, id) in file.Vocabulary)
        {
            bytes[id] = ByteAlphabet.Read(token);
        }

        foreach (var token in file.Added)
        {
            bytes[token.Id] = Encoding.UTF8.GetBytes(token.Content);
        }
    }

    /// <summary>One more than the highest id.</summary>
    public int VocabularySize { get; }

    /// <summary>Ids that steer the model and may not come out of untrusted text.</summary>
    public IEnumerable<int> ControlIds => added.Values.Where(token => token.Special).Select(token => token.Id);

    /// <summary>The id of a control token.</summary>
    /// <exception cref="TokenizerException">The tokenizer has none of this name.</exception>
    public int ControlId(string content) =>
        addedIds.TryGetValue(content, out int id) ? id : throw new TokenizerException($"the tokenizer has no token '{content}'");

    public bool HasControl(string content) => addedIds.ContainsKey(content);

    /// <summary>Encodes text that somebody else wrote: a control token spelled out in it stays plain text. Added tokens that are no control
    /// tokens, such as Qwen3's &lt;think&gt;, are whole here too, as in the reference.</summary>
    public int[] Encode(string text) => Encode(text, trusted: false);

    /// <summary>Encodes our own text: control tokens in it become their ids.</summary>
    public int[] EncodeTrusted(string text) => Encode(text, trusted: true);

    /// <summary>Text of ids; bytes that are no valid UTF-8 become U+FFFD, ids outside of the vocabulary nothing.</summary>
    /// <param name="ids">Token ids.</param>
    /// <param name="skipControl">True: control tokens are left out.</param>
    public string Decode(IEnumerable<int> ids, bool skipControl = false)
    {
        List<byte> written = [];
        foreach (int id in ids)
        {
            if (!skipControl || !(added.TryGetValue(id, out var token) && token.Special))
            {
                written.AddRange(Bytes(id));
            }
        }

        return Encoding.UTF8.GetString([.. written]);
    }

    /// <summary>The bytes that one token stands for; none for an id outside of the vocabulary.</summary>
    public ReadOnlySpan<byte> Bytes(int id) => id >= 0 && id < bytes.Length ? bytes[id] : default;

    private int[] Encode(string text, bool trusted)
    {
        List<int> ids = [];
        int at = 0;
        foreach (Match match in anyAdded?.Matches(text) ?? Enumerable.Empty<Match>())
        {
            int id = addedIds[match.Value];
            if (trusted || !added[id].Special)
            {
                ids.AddRange(Merge(text[at..match.Index]));
                ids.Add(id);
                at = match.Index + match.Length;
            }
        }

        ids.AddRange(Merge(text[at..]));
        return [.. ids];
    }

    private IReadOnlyList<int> Merge(string text) => bpe.EncodeToIds(Normalized(text), considerNormalization: false);

    private static Regex? Matcher(IEnumerable<AddedToken> tokens)
    {
        string[] longestFirst =
        [
            .. tokens.OrderByDescending(token => token.Content.Length).Select(token => Regex.Escape(token.Content)),
        ];
        return longestFirst.Length == 0 ? null : new Regex(string.Join('|', longestFirst), RegexOptions.CultureInvariant);
    }

    private string Normalized(string text)
    {
        string valid = text.Any(char.IsSurrogate) ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : text; // lone surrogates become U+FFFD
        return normalize ? Nfc.Normalize(valid) : valid;
    }
}
