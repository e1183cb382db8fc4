// The Qwen-VL chat format: <|im_start|>role\ncontent<|im_end|>\n, pictures as runs of placeholder tokens between vision marks.
using JudgeCore.Engine;
using JudgeCore.Images;
using JudgeCore.Models;

namespace JudgeCore.Tokens;

/// <summary>Writes conversations as token ids for one checkpoint.</summary>
internal sealed class ChatFormat
{
    private const string Qwen25System = "You are a helpful assistant."; // inserted by that family's template when there is no system message

    private readonly ModelConfig config;
    private readonly int[] userStart;
    private readonly int[] generationStart;
    private readonly int[] messageEnd;

    public ChatFormat(JudgeTokenizer tokenizer, ModelConfig config)
    {
        (Tokenizer, this.config) = (tokenizer, config);
        Tokens = ChatTokens.Of(tokenizer, config);
        userStart = tokenizer.EncodeTrusted("<|im_start|>user\n");
        generationStart = tokenizer.EncodeTrusted("<|im_start|>assistant\n");
        messageEnd = tokenizer.EncodeTrusted("<|im_end|>\n");
    }

    public JudgeTokenizer Tokenizer { get; }

    public ChatTokens Tokens { get; }

    /// <summary>A prompt that ends where the assistant's answer begins.</summary>
    /// <param name="system">The system message; null: none (or the family's own).</param>
    /// <param name="user">Parts of the user message.</param>
    /// <param name="answerStart">Ids that the answer is made to begin with; may be empty.</param>
    public EnginePrompt Write(string? system, IReadOnlyList<ChatPart> user, params int[] answerStart)
    {
        List<int> ids = [];
        List<(PreparedImage, int)> images = [];
        system ??= config.Family == ModelFamily.Qwen25Vl ? Qwen25System : null;
        if (system is not null)
        {
            ids.AddRange(Tokenizer.EncodeTrusted("<|im_start|>system\n"));
            ids.AddRange(Tokenizer.Encode(system));
            ids.AddRange(messageEnd);
        }

        int sharedPrefix = ids.Count;
        ids.AddRange(userStart);
        foreach (var part in user)
        {
            if (part is ChatPart.Picture picture)
            {
                ids.Add(Tokens.VisionStart);
                images.Add((picture.Image, ids.Count));
                ids.AddRange(Enumerable.Repeat(Tokens.Image, picture.Image.Tokens));
                ids.Add(Tokens.VisionEnd);
            }
            else if (part is ChatPart.Text text)
            {
                ids.AddRange(Tokenizer.Encode(text.Content));
            }
        }

        ids.AddRange(messageEnd);
        ids.AddRange(generationStart);
        ids.AddRange(answerStart);
        var positions = MropePositions.Of(
            ids,
            [.. images.Select(image => (image.Item1.Grid.Time, image.Item1.Grid.Height, image.Item1.Grid.Width))],
            config
        );
        return new EnginePrompt([.. ids], positions.Rows, ids.Count + positions.Delta, images, sharedPrefix);
    }
}
