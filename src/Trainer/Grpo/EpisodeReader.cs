using JudgeCore.Agreement;
using JudgeCore.Engine;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;
using Trainer.Policies;

namespace Trainer.Grpo;

/// <summary>Reads what the policy wrote.</summary>
internal static class EpisodeReader
{
    public static Episode Read(Question question, Sequence sequence, AnswerFormat answers)
    {
        int[] completion = [.. sequence.Completion];
        return new Episode(
            question,
            completion,
            [.. sequence.LogProbs],
            completion.Length > 0 && completion[^1] == answers.End,
            Verdict(question, completion, answers),
            completion.Length
        );
    }

    /// <summary>Index of the label that a completion gives; <see cref="ClassLabels.Abstained"/> where it has not the asked form.</summary>
    public static int Verdict(Question question, int[] completion, AnswerFormat answers)
    {
        bool reasoned = question.Mode == VerdictMode.Reasoned;
        var labels = question.Case.Task.Labels;
        var (rationale, label) = answers.Parse(completion, reasoned, labels);
        return label is null || (reasoned && string.IsNullOrWhiteSpace(rationale))
            ? ClassLabels.Abstained
            : labels.ToList().IndexOf(label);
    }
}
