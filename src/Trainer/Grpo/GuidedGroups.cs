// Where no sample of a group gives the human's label, the group has no signal: a judge that is confidently wrong would stay so for ever.
using JudgeCore.Verdicts;
using Trainer.Policies;

namespace Trainer.Grpo;

/// <summary>Replaces members of missing groups by guided ones: the member's own reasoning, then the human's verdict.</summary>
internal static class GuidedGroups
{
    /// <param name="group">Completions of one question.</param>
    /// <param name="share">Of the group that is replaced, at least one member; 0 leaves the group alone.</param>
    /// <param name="policy">Knows how answers are written.</param>
    /// <returns>The group, or the group with guided members in the place of some.</returns>
    public static Episode[] Guide(Episode[] group, double share, Policy policy)
    {
        var question = group[0].Question;
        int gold = question.Case.GoldLabel;
        if (share <= 0 || group.Any(member => member.Verdict == gold))
        {
            return group;
        }

        int wanted = Math.Max(1, (int)Math.Round(share * group.Length));
        Episode[] guided = [.. group];
        for (int i = group.Length - 1; i >= 0 && wanted > 0; i--)
        {
            if (Guide(group[i], gold, policy) is { } member)
            {
                guided[i] = member;
                wanted--;
            }
        }

        return guided;
    }

    // A member whose reasoning never closed has nothing to put a verdict behind.
    private static Episode? Guide(Episode member, int gold, Policy policy)
    {
        var answers = policy.Prompts.Answers;
        int[] verdict = answers.Completion(null, member.Question.Case.Task.Labels[gold]);
        int from = 0;
        if (member.Question.Mode == VerdictMode.Reasoned)
        {
            int close = member.Completion.AsSpan().IndexOf(answers.CloseIds);
            if (close <= 0)
            {
                return null;
            }

            from = close + answers.CloseIds.Length;
        }

        return member with
        {
            Completion = [.. member.Completion[..from], .. verdict],
            SamplerLogProbs = [.. member.SamplerLogProbs[..from], .. new float[verdict.Length]],
            Ended = true,
            Verdict = gold,
            ForcedFrom = from,
        };
    }
}
