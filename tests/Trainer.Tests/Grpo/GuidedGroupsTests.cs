using JudgeCore.Verdicts;
using Trainer.Grpo;
using Trainer.Gym;
using Trainer.Policies;
using Trainer.Tests.Runs;

namespace Trainer.Tests.Grpo;

public sealed class GuidedGroupsTests : IDisposable
{
    private readonly TinyCheckpoint judge = new();
    private readonly Policy policy;
    private readonly Mixture mixture;

    public GuidedGroupsTests()
    {
        var record = judge.Grpo();
        policy = Policy.Load(judge.Folder, record);
        mixture = new Mixture(
            [(new GymSource("technical", GymSplit.Train(5), policy.Images), 1)],
            record.Mixture with
            {
                ReasonedShare = 1,
            },
            policy.Prompts,
            5
        );
    }

    [Fact]
    public void A_missing_group_gets_the_members_own_reasoning_with_the_right_verdict()
    {
        var group = Group(wrong: 4, right: 0);
        var guided = GuidedGroups.Guide(group, 0.5, policy);
        Assert.Equal(2, guided.Count(member => member.Guided));
        foreach (var (before, after) in group.Zip(guided).Where(pair => pair.Second.Guided))
        {
            var answers = policy.Prompts.Answers;
            Assert.Equal(before.Completion[..after.ForcedFrom], after.Completion[..after.ForcedFrom]);
            Assert.Equal(answers.CloseIds, after.Completion[..after.ForcedFrom].TakeLast(answers.CloseIds.Length));
            Assert.Equal(after.Question.Case.GoldLabel, EpisodeReader.Verdict(after.Question, after.Completion, answers));
        }
    }

    [Fact]
    public void A_group_with_one_right_sample_is_left_alone() =>
        Assert.DoesNotContain(GuidedGroups.Guide(Group(3, 1), 0.5, policy), m => m.Guided);

    [Fact]
    public void Share_zero_guides_nobody_and_a_small_share_one() =>
        Assert.Equal(
            (0, 1),
            (
                GuidedGroups.Guide(Group(8, 0), 0, policy).Count(m => m.Guided),
                GuidedGroups.Guide(Group(8, 0), 0.01, policy).Count(m => m.Guided)
            )
        );

    [Fact]
    public void Reasoning_that_never_closed_cannot_be_guided()
    {
        var group = Group(2, 0);
        Episode[] open = [.. group.Select(member => member with { Completion = [5, 6, 7], Verdict = -1, Ended = false })];
        Assert.DoesNotContain(GuidedGroups.Guide(open, 1, policy), member => member.Guided);
    }

    [Fact]
    public void The_share_is_annealed_along_a_line()
    {
        var options = new GuidedOptions
        {
            Share = 0.5,
            FinalShare = 0.1,
            AnnealSteps = 4,
        };
        Assert.Equal(
            [0.5, 0.4, 0.3, 0.2, 0.1, 0.1],
            Enumerable.Range(0, 6).Select(options.ShareAt),
            (a, b) => Math.Abs(a - b) < 1e-12
        );
    }

    public void Dispose()
    {
        policy.Dispose();
        judge.Dispose();
    }

    private Episode[] Group(int wrong, int right)
    {
        var question = mixture.Draw(0, 1, false)[0];
        Assert.Equal(VerdictMode.Reasoned, question.Mode);
        var labels = question.Case.Task.Labels;
        int gold = question.Case.GoldLabel;
        return
        [
            .. Enumerable
                .Range(0, wrong + right)
                .Select(i =>
                {
                    int verdict = i < wrong ? 1 - gold : gold;
                    int[] text = policy.Prompts.Answers.Completion($"reason {i}", labels[verdict]);
                    return new Episode(question, text, new float[text.Length], true, verdict, text.Length);
                }),
        ];
    }
}
