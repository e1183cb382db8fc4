using JudgeCore.Models;

namespace JudgeCore.Tokens;

/// <summary>Ids of the control tokens of the Qwen-VL chat format, checked against the model's configuration.</summary>
internal sealed record ChatTokens(int MessageStart, int MessageEnd, int VisionStart, int VisionEnd, int Image)
{
    public const string MessageStartText = "<|im_start|>";
    public const string MessageEndText = "<|im_end|>";
    public const string VisionStartText = "<|vision_start|>";
    public const string VisionEndText = "<|vision_end|>";
    public const string ImageText = "<|image_pad|>";
    public const string VideoText = "<|video_pad|>";
    public const string EndOfTextText = "<|endoftext|>";

    /// <exception cref="TokenizerException">A token is missing, or its id differs from config.json's.</exception>
    public static ChatTokens Of(JudgeTokenizer tokenizer, ModelConfig config)
    {
        var tokens = new ChatTokens(
            tokenizer.ControlId(MessageStartText),
            tokenizer.ControlId(MessageEndText),
            Same(VisionStartText, config.VisionStartTokenId, "vision_start_token_id"),
            Same(VisionEndText, config.VisionEndTokenId, "vision_end_token_id"),
            Same(ImageText, config.ImageTokenId, "image_token_id")
        );
        return tokenizer.VocabularySize <= config.Text.VocabSize
            ? tokens
            : throw new TokenizerException(
                $"the tokenizer has {tokenizer.VocabularySize} tokens, the model {config.Text.VocabSize}"
            );

        int Same(string content, int expected, string field)
        {
            int id = tokenizer.ControlId(content);
            return id == expected
                ? id
                : throw new TokenizerException($"'{content}' has id {id}, config.json's {field} is {expected}");
        }
    }
}
