using JudgeCore.Tasks;
using JudgeCore.Verdicts;
using Trainer.Gym;
using Trainer.Policies;
using Trainer.Tests.Runs;

namespace Trainer.Tests.Policies;

public sealed class MixtureTests : IDisposable
{
    private readonly TinyCheckpoint judge = new();
    private readonly Policy policy;

    public MixtureTests() => policy = Policy.Load(judge.Folder, judge.Grpo());

    [Fact]
    public void Shares_are_kept_within_one_question_in_every_step()
    {
        var mixture = Mix(new MixtureOptions(), ("technical", 3), ("safety", 1), ("alignment", 1));
        for (int step = 0; step < 6; step++)
        {
            var drawn = mixture.Draw(step, 20, false);
            Assert.Equal(20, drawn.Count);
            Assert.InRange(drawn.Count(question => question.Entry == 0), 11, 13);
            Assert.InRange(drawn.Count(question => question.Entry == 1), 3, 5);
        }
    }

    [Fact]
    public void The_same_state_draws_the_same_questions()
    {
        var first = Mix(new MixtureOptions(), ("technical", 1), ("safety", 1));
        first.Draw(0, 10, false);
        var state = first.State;
        var second = Mix(new MixtureOptions(), ("technical", 1), ("safety", 1));
        second.State = state;
        Assert.Equal(Ids(first.Draw(1, 10, false)), Ids(second.Draw(1, 10, false)));
        Assert.NotEqual(Ids(first.Draw(2, 10, false)), Ids(second.Draw(1, 10, false)));
    }

    [Fact]
    public void Pairs_come_in_both_orders_and_take_two_places()
    {
        var mixture = Mix(new MixtureOptions(), ("pairwise-safety", 1), ("technical", 1));
        var drawn = mixture.Draw(0, 12, true);
        Assert.InRange(drawn.Count, 11, 13);
        var pairs = drawn.Where(question => question.Entry == 0).ToList();
        Assert.InRange(pairs.Count, 4, 8);
        foreach (var pair in pairs.Chunk(2))
        {
            Assert.Equal($"{pair[0].Case.Id}/swapped", pair[1].Case.Id);
            Assert.Equal(pair[0].Case.GoldLabel, 1 - pair[1].Case.GoldLabel);
            Assert.Equal(pair[0].Case.Images[0].ContentHash, pair[1].Case.Images[1].ContentHash);
            Assert.Equal(pair[0].Mode, pair[1].Mode);
        }
    }

    [Fact]
    public void The_share_of_reasoned_questions_is_that_of_the_options()
    {
        var drawn = Mix(new MixtureOptions { ReasonedShare = 0.25 }, ("technical", 1)).Draw(0, 400, false);
        Assert.InRange(drawn.Count(question => question.Mode == VerdictMode.Reasoned), 70, 130);
    }

    [Fact]
    public void The_worst_task_gets_more_where_that_is_asked()
    {
        var mixture = Mix(new MixtureOptions { WorstTaskEmphasis = 1 }, ("technical", 1), ("safety", 1));
        for (int i = 0; i < 30; i++)
        {
            mixture.Learned(0, 1);
            mixture.Learned(1, 0.55);
        }

        // 0.05 against 0.5.
        Assert.InRange(mixture.Draw(0, 44, false).Count(question => question.Entry == 1), 38, 42);
    }

    [Fact]
    public void Written_policies_take_turns_and_house_rules_stay_out()
    {
        var source = new GymSource(
            "safety",
            GymSplit.Train(1),
            policy.Images,
            [SafetyPolicy.NoKnifeNearPerson, SafetyPolicy.NoFlameIndoor]
        );
        var texts = Enumerable.Range(0, 40).Select(i => source.Draw(i).Text).ToList();
        Assert.Equal(20, texts.Count(text => text == "no knife near person"));
        Assert.Equal(20, texts.Count(text => text == "no flame indoor"));
    }

    [Fact]
    public void Only_questions_of_the_gym_count_as_such()
    {
        var gym = new GymSource("safety", GymSplit.Train(1), policy.Images);
        var mixture = new Mixture([(gym, 1), (new PeoplesSource(gym), 1)], new MixtureOptions(), policy.Prompts, 9);
        Assert.True(mixture.IsGym(0));
        Assert.False(mixture.IsGym(1));
    }

    public void Dispose()
    {
        policy.Dispose();
        judge.Dispose();
    }

    private static List<string> Ids(IEnumerable<Question> questions) =>
        [.. questions.Select(question => $"{question.Case.Id} {question.Mode}")];

    private Mixture Mix(MixtureOptions options, params (string Task, double Weight)[] entries) =>
        new(
            [
                .. entries.Select(entry =>
                    ((ITrainingSource)new GymSource(entry.Task, GymSplit.Train(1), policy.Images), entry.Weight)
                ),
            ],
            options,
            policy.Prompts,
            9
        );

    private sealed class PeoplesSource(GymSource cases) : ITrainingSource
    {
        public string Task => cases.Task;

        public TaskKind Kind => cases.Kind;

        public TrainingCase Draw(long number) => cases.Draw(number);
    }
}
