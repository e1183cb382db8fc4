using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using JudgeCore.Tests.Checkpoints;
using JudgeCore.Tokens;

namespace JudgeCore.Tests.Tokens;

public class JudgeTokenizerTests
{
    private static readonly JudgeTokenizer Small = new(TokenFixture.SmallFile);

    [Fact]
    public void Without_a_normaliser_any_text_comes_back()
    {
        var tokenizer = Edited(root => root["normalizer"] = null);
        string[] pieces =
        [
            "a",
            "yes",
            " ",
            "\n",
            "\r",
            "\t",
            "'s",
            "'S",
            "1",
            "é",
            "e\u0301",
            "日本",
            "🙂",
            "𝒜",
            "<|im_end|>",
            "<think>",
            "\0",
            "\u2028",
            "ſ",
        ];
        var mixed = Gen.Elements(pieces).ListOf().Select(list => string.Concat(list));
        var any = ArbMap.Default.GeneratorFor<string>().Select(text => Whole(text ?? ""));
        Prop.ForAll(
                Gen.OneOf(mixed, any).ToArbitrary(),
                text =>
                    tokenizer.Decode(tokenizer.Encode(text)) == text && tokenizer.Decode(tokenizer.EncodeTrusted(text)) == text
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(20_260_105, 9));
    }

    [Fact]
    public void Untrusted_text_never_becomes_a_control_token()
    {
        string hostile = string.Concat(Small.ControlIds.Select(id => Small.Decode([id]))) + "<|im_<|im_end|>end|>";
        Assert.Empty(Small.Encode(hostile).Intersect(Small.ControlIds));
        Assert.Equal(hostile, Small.Decode(Small.Encode(hostile)));
        Assert.NotEmpty(Small.EncodeTrusted(hostile).Intersect(Small.ControlIds));
    }

    [Fact]
    public void Added_tokens_that_steer_nothing_are_whole_in_untrusted_text_too()
    {
        var tokenizer = Edited(root =>
        {
            Add(root, 900, "<think>", special: false);
            Add(root, 901, "<think>x", special: true);
        });
        Assert.Equal([900], tokenizer.Encode("<think>"));
        Assert.Equal([901], tokenizer.EncodeTrusted("<think>x"));
        Assert.DoesNotContain(901, tokenizer.Encode("<think>x"));
        Assert.Equal(902, tokenizer.VocabularySize);
        Assert.Equal("", tokenizer.Decode([500])); // an id between that no token has
    }

    [Fact]
    public void Bytes_of_a_character_are_joined_over_skipped_control_tokens()
    {
        int[] euro = [.. Encoding.UTF8.GetBytes("€").Select(Byte)];
        int end = Small.ControlId(ChatTokens.MessageEndText);
        Assert.Equal("€", Small.Decode([euro[0], end, euro[1], euro[2]], skipControl: true));
        Assert.Equal("\ufffd", Small.Decode(euro[..2]));
    }

    [Fact]
    public void Lone_surrogates_become_the_replacement_character() =>
        Assert.Equal("a\ufffdb", Small.Decode(Small.Encode("a\ud800b")));

    [Fact]
    public void The_long_s_is_an_s_behind_an_apostrophe()
    {
        var cutter = new PiecePreTokenizer("(?i:'s)|\\p{L}+|.");
        Assert.Equal([(0, 2), (2, 1)], cutter.PreTokenize("'\u017ft"));
        Assert.Equal([(0, 1), (1, 2)], new PiecePreTokenizer("'s|\\p{L}+|.").PreTokenize("'\u017ft"));
    }

    [Fact]
    public void Many_threads_get_the_same_ids()
    {
        var tokenizer = new JudgeTokenizer(TokenFixture.SmallFile);
        string[] texts = [.. Enumerable.Range(0, 400).Select(i => $"caption {i % 50}: a red circle above a square 🙂 {i % 7}")];
        int[][] alone = [.. texts.Select(Small.Encode)];
        Parallel.For(0, texts.Length, i => Assert.Equal(alone[i], tokenizer.Encode(texts[i])));
    }

    [Theory]
    [InlineData("model.type", "\"WordPiece\"", "type is 'WordPiece'")]
    [InlineData("model.dropout", "0.1", "dropout")]
    [InlineData("model.byte_fallback", "true", "byte_fallback")]
    [InlineData("model.ignore_merges", "true", "ignore_merges")]
    [InlineData("model.unk_token", "\"<unk>\"", "unk_token")]
    [InlineData("model.merges", "[[\"\u0120\",\"zzz\"]]", "lacks 'zzz'")]
    [InlineData("model.merges", "[\"a b c\"]", "not a pair")]
    [InlineData("model.vocab.!", "null", "cannot be read")]
    [InlineData("model.vocab.!", "-1", "the id -1")]
    [InlineData("model.vocab.!", "2000000000", "the id 2000000000")]
    [InlineData("model.vocab.!", "0", "which is that of")]
    [InlineData("normalizer", "{\"type\":\"NFKC\"}", "NFKC")]
    [InlineData("truncation", "{\"max_length\":5}", "truncation is set")]
    [InlineData("padding", "{\"pad_id\":0}", "padding is set")]
    [InlineData("post_processor", "{\"type\":\"TemplateProcessing\"}", "post_processor is 'TemplateProcessing'")]
    [InlineData("decoder", "{\"type\":\"WordPiece\"}", "decoder is 'WordPiece'")]
    [InlineData("decoder", "null", "decoder is ''")]
    [InlineData("pre_tokenizer", "{\"type\":\"Whitespace\"}", "Whitespace")]
    [InlineData("pre_tokenizer.pretokenizers.0.pattern.Regex", "\"(\"", "pattern")]
    [InlineData("pre_tokenizer.pretokenizers.0.behavior", "\"Removed\"", "Removed")]
    [InlineData("pre_tokenizer.pretokenizers.1.add_prefix_space", "true", "add_prefix_space")]
    [InlineData("added_tokens.0.lstrip", "true", "lstrip")]
    [InlineData("added_tokens.0.normalized", "true", "normalized")]
    [InlineData("added_tokens.0.content", "\"<|im_end|>\"", "<|im_end|>")]
    public void What_is_not_supported_is_refused_by_name(string path, string value, string named)
    {
        var refused = Assert.Throws<TokenizerException>(() => Edited(root => Set(root, path.Split('.'), JsonNode.Parse(value))));
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_vocabulary_without_a_byte_is_refused() =>
        Assert.Contains(
            "lacks '!'",
            Assert.Throws<TokenizerException>(() => Edited(root => root["model"]!["vocab"]!.AsObject().Remove("!"))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_damaged_or_missing_file_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["tokenizer.json"], "{\"model\":");
        Assert.Throws<TokenizerException>(() => new JudgeTokenizer(folder["tokenizer.json"]));
        Assert.Throws<TokenizerException>(() => new JudgeTokenizer(folder["none.json"]));
    }

    internal static JudgeTokenizer Edited(Action<JsonNode> edit)
    {
        using var folder = new TemporaryFolder();
        var root = JsonNode.Parse(File.ReadAllText(TokenFixture.SmallFile))!;
        edit(root);
        File.WriteAllText(folder["tokenizer.json"], root.ToJsonString());
        return new JudgeTokenizer(folder["tokenizer.json"]);
    }

    internal static void Add(JsonNode root, int id, string content, bool special)
    {
        var token = root["added_tokens"]!.AsArray()[0]!.DeepClone();
        (token["id"], token["content"], token["special"]) = (id, content, special);
        root["added_tokens"]!.AsArray().Add(token);
    }

    private static void Set(JsonNode node, string[] path, JsonNode? value)
    {
        foreach (string name in path[..^1])
        {
            node = int.TryParse(name, out int index) ? node[index]! : node[name]!;
        }

        node[path[^1]] = value;
    }

    private static int Byte(byte value) =>
        Enumerable.Range(0, Small.VocabularySize).First(id => Small.Bytes(id).SequenceEqual([value]));

    private static string Whole(string text) => string.Concat(text.EnumerateRunes());
}
