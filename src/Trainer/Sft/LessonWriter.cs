using JudgeCore.Verdicts;
using Trainer.Packing;
using Trainer.Policies;

namespace Trainer.Sft;

/// <summary>Writes right answers to questions as a judge would.</summary>
internal sealed class LessonWriter(Policy policy)
{
    /// <summary>The item's reasons and the mark that closes them; null where nobody gave any.</summary>
    public int[]? Rationale(Question question)
    {
        if (question.Case.Rationale is not { } rationale)
        {
            return null;
        }

        int[] whole = policy.Prompts.Answers.Completion(rationale, question.Case.Task.Labels[0]);
        return whole[..(whole.AsSpan().LastIndexOf(policy.Prompts.Answers.CloseIds) + policy.Prompts.Answers.CloseIds.Length)];
    }

    /// <param name="question">Asked in its mode; for the bare verdict where a reasoned one has no reasons.</param>
    /// <param name="reasons">Tokens before the verdict of a reasoned answer, the closing mark included.</param>
    /// <param name="verdictOnly">The reasons are given, not scored.</param>
    public Lesson Write(Question question, int[]? reasons, bool verdictOnly)
    {
        int[] verdict = policy.Prompts.Answers.Completion(null, question.Case.Task.Labels[question.Case.GoldLabel]);
        if (question.Mode == VerdictMode.Verdict)
        {
            return new Lesson(question.Entry, new Example(question.Prompt, verdict), 0);
        }

        if (reasons is not null)
        {
            return new Lesson(
                question.Entry,
                new Example(question.Prompt, [.. reasons, .. verdict]),
                verdictOnly ? reasons.Length : 0
            );
        }

        var item = question.Case;
        var bare = policy.Prompts.Render(item.Task, item.Images, item.Text, VerdictMode.Verdict);
        return new Lesson(question.Entry, new Example(bare, verdict), 0);
    }
}
