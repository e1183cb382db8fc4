using JudgeCore.Engine;
using JudgeCore.Images;
using JudgeCore.Tokens;
using JudgeCore.Verdicts;

namespace JudgeCore.Tasks;

/// <summary>Writes a judging question as a prompt: the rubric first, so that requests of a task share their beginning; then pictures and text.</summary>
internal sealed class PromptRenderer(ChatFormat chat, AnswerFormat answers)
{
    public ChatFormat Chat { get; } = chat;

    public AnswerFormat Answers { get; } = answers;

    /// <param name="task">Gives rubric, labels and what the text is called.</param>
    /// <param name="images">In the order in which they are shown.</param>
    /// <param name="text">Caption or policy; null where there is none.</param>
    /// <param name="mode">Asked for in the prompt: a judge does what it was asked.</param>
    public EnginePrompt Render(JudgingTask task, IReadOnlyList<PreparedImage> images, string? text, VerdictMode mode)
    {
        List<ChatPart> user = [];
        for (int i = 0; i < images.Count; i++)
        {
            if (images.Count > 1)
            {
                user.Add(new ChatPart.Text($"{(i == 0 ? "" : " ")}{(i == 0 ? "First" : "Second")} image: "));
            }

            user.Add(new ChatPart.Picture(images[i]));
        }

        string said = text is null ? "" : $"\n{task.TextName}: {text}";
        string labels = string.Join(", ", task.Labels.SkipLast(1)) + " or " + task.Labels[^1];
        string asked = mode == VerdictMode.Reasoned ? $"\nThink, then answer {labels}." : $"\nAnswer {labels}.";
        user.Add(new ChatPart.Text(said + asked));
        return Chat.Write(task.Rubric, user, mode == VerdictMode.Reasoned ? Answers.OpenIds : []);
    }

    /// <summary>A free question about pictures, without a rubric: what pretraining asks.</summary>
    public EnginePrompt Question(IReadOnlyList<PreparedImage> images, string question)
    {
        List<ChatPart> user =
        [
            .. images.Select(image => (ChatPart)new ChatPart.Picture(image)),
            new ChatPart.Text($"\n{question}"),
        ];
        return Chat.Write(null, user);
    }
}
