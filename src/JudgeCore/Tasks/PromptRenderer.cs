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
        int shown = 0;
        List<ChatPart> user =
        [
            .. PromptWords
                .User(task, images.Count, text, mode)
                .Select(words => words is null ? (ChatPart)new ChatPart.Picture(images[shown++]) : new ChatPart.Text(words)),
        ];
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
