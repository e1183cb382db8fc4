// The Qwen-VL chat format: <|im_start|>role\ncontent<|im_end|>\n, pictures as runs of placeholder tokens between vision marks.
using System.Text;
using JudgeCore.Engine;
using JudgeCore.Images;
using JudgeCore.Models;

namespace JudgeCore.Tokens;

/// <summary>Writes conversations as token ids for one checkpoint.</summary>
internal sealed class ChatFormat
{
    private const string Qwen25System = "You are a helpful assistant."; // inserted by that family's template when there is no system message

    private readonly ModelConfig config;

    public ChatFormat(JudgeTokenizer tokenizer, ModelConfig config)
    {
        (Tokenizer, this.config) = (tokenizer, config);
        Tokens = ChatTokens.Of(tokenizer, config);
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
        var plain = new StringBuilder(); // words since the last control token: they are cut into tokens together, as the template's text is
        List<(PreparedImage, int)> images = [];
        system ??= config.Family == ModelFamily.Qwen25Vl ? Qwen25System : null;
        if (system is not null)
        {
            Control(Tokens.MessageStart);
            plain.Append("system\n").Append(system);
            Control(Tokens.MessageEnd);
            plain.Append('\n');
        }

        Control(Tokens.MessageStart);
        int sharedPrefix = system is null ? 0 : ids.Count;
        plain.Append("user\n");
        foreach (var part in user)
        {
            if (part is ChatPart.Picture picture)
            {
                Control(Tokens.VisionStart);
                images.Add((picture.Image, ids.Count));
                ids.AddRange(Enumerable.Repeat(Tokens.Image, picture.Image.Tokens));
                Control(Tokens.VisionEnd);
            }
            else if (part is ChatPart.Text text)
            {
                plain.Append(text.Content);
            }
        }

        Control(Tokens.MessageEnd);
        plain.Append('\n');
        Control(Tokens.MessageStart);
        plain.Append("assistant\n");
        Flush();
        ids.AddRange(answerStart);
        var positions = MropePositions.Of(
            ids,
            [.. images.Select(image => (image.Item1.Grid.Time, image.Item1.Grid.Height, image.Item1.Grid.Width))],
            config
        );
        return new EnginePrompt([.. ids], positions.Rows, ids.Count + positions.Delta, images, sharedPrefix);

        void Control(int id)
        {
            Flush();
            ids.Add(id);
        }

        void Flush()
        {
            ids.AddRange(Tokenizer.Encode(plain.ToString()));
            plain.Clear();
        }
    }
}
