using JudgeCore.Verdicts;

namespace JudgeCore.Tasks;

/// <summary>The words of a judging question, whatever marks a checkpoint puts around turns and pictures.</summary>
public static class PromptWords
{
    /// <summary>The asker's message in its parts; null stands for the next picture.</summary>
    /// <param name="task">Gives labels and what the text is called; its rubric is the system message.</param>
    /// <param name="images">How many pictures are shown.</param>
    /// <param name="text">Caption or policy; null where there is none.</param>
    /// <param name="mode">Asked for in words: a judge does what it was asked.</param>
    public static IEnumerable<string?> User(JudgingTask task, int images, string? text, VerdictMode mode)
    {
        for (int i = 0; i < images; i++)
        {
            if (images > 1)
            {
                yield return $"{(i == 0 ? "" : " ")}{(i == 0 ? "First" : "Second")} image: ";
            }

            yield return null;
        }

        string said = text is null ? "" : $"\n{task.TextName}: {text}";
        string labels = string.Join(", ", task.Labels.SkipLast(1)) + " or " + task.Labels[^1];
        string asked = mode == VerdictMode.Reasoned ? $"\nThink, then answer {labels}." : $"\nAnswer {labels}.";
        yield return said + asked;
    }

    /// <summary>What the judge's answer begins with already.</summary>
    public static string Begun(VerdictMode mode) => mode == VerdictMode.Reasoned ? AnswerFormat.Open : "";
}
