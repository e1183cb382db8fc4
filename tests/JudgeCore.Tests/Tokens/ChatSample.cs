using JudgeCore.Images;
using JudgeCore.Models;
using JudgeCore.Tests.Models;
using JudgeCore.Tokens;

namespace JudgeCore.Tests.Tokens;

/// <summary>Chat formats over the small tokenizer, and pictures without pixels.</summary>
internal static class ChatSample
{
    public static JudgeTokenizer Small { get; } = new(TokenFixture.SmallFile);

    /// <summary>A configuration whose token ids are the tokenizer's.</summary>
    public static ModelConfig Config(
        JudgeTokenizer tokenizer,
        string family = "qwen3_vl",
        Action<Dictionary<string, int>>? edit = null
    )
    {
        var json = TinyModels.Json(family);
        var ids = new Dictionary<string, int>
        {
            ["image_token_id"] = tokenizer.ControlId(ChatTokens.ImageText),
            ["video_token_id"] = tokenizer.ControlId(ChatTokens.VideoText),
            ["vision_start_token_id"] = tokenizer.ControlId(ChatTokens.VisionStartText),
            ["vision_end_token_id"] = tokenizer.ControlId(ChatTokens.VisionEndText),
            ["vocab_size"] = tokenizer.VocabularySize,
        };
        edit?.Invoke(ids);
        json["text_config"]!["vocab_size"] = ids["vocab_size"];
        ids.Remove("vocab_size");
        foreach (var (name, id) in ids)
        {
            json[name] = id;
        }

        return ModelConfig.Parse(json.ToJsonString());
    }

    public static ChatFormat Chat(JudgeTokenizer? tokenizer = null, string family = "qwen3_vl") =>
        new(tokenizer ?? Small, Config(tokenizer ?? Small, family));

    /// <summary>A picture of 2 x 2 merged tokens, or of other sizes.</summary>
    public static PreparedImage Picture(int height = 4, int width = 4) =>
        new([], new ImageGrid(1, height, width), height * width / 4, $"{height}x{width}");
}
