using JudgeCore.Engine;

namespace JudgeCore.Tests.Engine;

/// <summary>Who runs next: verdicts first, nobody for ever last.</summary>
public class SchedulerTests
{
    private static readonly LabelTree Labels = new([
        [1],
        [2],
    ]);

    [Fact]
    public void Verdicts_find_slots_beside_reasoned_answers_that_stay()
    {
        var scheduler = Scheduler(slots: 8, verdictSlots: 2);
        var reasoned = Add(scheduler, 20, _ => Reason());
        scheduler.Admit();
        Assert.Equal(6, reasoned.Count(sequence => sequence.Slot >= 0));

        var verdicts = Add(scheduler, 3, _ => Verdict());
        scheduler.Admit();
        Assert.Equal(2, verdicts.Count(sequence => sequence.Slot >= 0));
    }

    [Fact]
    public void A_stream_of_verdicts_keeps_no_reasoned_request_waiting()
    {
        var scheduler = Scheduler(slots: 4, verdictSlots: 1);
        Add(scheduler, 50, _ => Verdict());
        scheduler.Admit();
        var reasoned = Add(scheduler, 1, _ => Reason())[0];
        int steps = 0;
        while (!reasoned.Finished)
        {
            Step(scheduler);
            Add(scheduler, 4, _ => Verdict());
            Assert.InRange(++steps, 1, 40);
        }
    }

    [Fact]
    public void A_stream_of_reasoned_requests_keeps_no_verdict_waiting()
    {
        var scheduler = Scheduler(slots: 4, verdictSlots: 1);
        Add(scheduler, 50, _ => Reason());
        Step(scheduler);
        Step(scheduler);
        var verdict = Add(scheduler, 1, _ => Verdict())[0];
        Step(scheduler);
        Assert.True(verdict.Finished);
    }

    [Fact]
    public void Rollouts_wait_until_nobody_else_does()
    {
        var scheduler = Scheduler(slots: 2, verdictSlots: 0);
        var rollouts = Add(scheduler, 2, _ => Rollout());
        var reasoned = Add(scheduler, 3, _ => Reason());
        scheduler.Admit();
        Assert.All(rollouts, sequence => Assert.Equal(-1, sequence.Slot));
        Assert.Equal(2, reasoned.Count(sequence => sequence.Slot >= 0));
        while (!rollouts.TrueForAll(sequence => sequence.Finished))
        {
            Step(scheduler);
        }

        Assert.All(reasoned, sequence => Assert.True(sequence.Finished));
    }

    [Fact]
    public void Rollouts_take_no_slot_that_is_kept_for_verdicts()
    {
        var scheduler = Scheduler(slots: 4, verdictSlots: 1);
        var rollouts = Add(scheduler, 6, _ => Rollout());
        scheduler.Admit();
        Assert.Equal(3, rollouts.Count(sequence => sequence.Slot >= 0));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Rollouts_wait_behind_one_who_waits_for_its_beginning_to_be_read(bool reasoned)
    {
        var options = new EngineOptions { MaxSequences = 4 };
        var scheduler = new Scheduler(options, packs: true, sequence => sequence.Lane == Lane.Rollout);
        Add(scheduler, 1, _ => reasoned ? Reason() : Verdict());
        var rollout = Add(scheduler, 1, _ => Rollout())[0];
        scheduler.Admit();
        Assert.Equal(-1, rollout.Slot);
    }

    [Fact]
    public void Alone_every_lane_has_all_slots_that_are_not_kept()
    {
        var scheduler = Scheduler(slots: 6, verdictSlots: 2);
        var verdicts = Add(scheduler, 9, _ => Verdict());
        scheduler.Admit();
        Assert.Equal(6, verdicts.Count(sequence => sequence.Slot >= 0));

        var plain = Scheduler(slots: 6, verdictSlots: 0);
        var rollouts = Add(plain, 9, _ => Rollout());
        plain.Admit();
        Assert.Equal(6, rollouts.Count(sequence => sequence.Slot >= 0));
    }

    [Fact]
    public void A_long_prompt_is_read_in_small_chunks_while_an_answer_is_written()
    {
        var scheduler = Scheduler(slots: 4, verdictSlots: 1, chunk: 16);
        Add(scheduler, 1, _ => Reason());
        Step(scheduler);
        Add(scheduler, 1, _ => Reason(tokens: 100));
        scheduler.Admit();
        var passes = scheduler.Plan();
        Assert.True(passes[0][0].Decodes);
        Assert.Equal(15, Assert.Single(passes[1]).Count);
    }

    [Fact]
    public void Without_answers_under_way_a_long_prompt_is_read_at_once()
    {
        var scheduler = Scheduler(slots: 4, verdictSlots: 1, chunk: 16);
        Add(scheduler, 1, _ => Reason(tokens: 100));
        scheduler.Admit();
        Assert.Equal(100, Assert.Single(Assert.Single(scheduler.Plan())).Count);
    }

    [Fact]
    public void A_verdict_is_read_before_a_long_prompt_that_came_first_which_still_gets_its_share()
    {
        var scheduler = Scheduler(slots: 4, verdictSlots: 1, chunk: 40);
        Add(scheduler, 1, _ => Reason());
        Step(scheduler);
        var slow = Add(scheduler, 1, _ => Reason(tokens: 400))[0];
        var quick = Add(scheduler, 2, _ => Verdict(tokens: 24));
        scheduler.Admit();
        var alone = Assert.Single(scheduler.Plan()).ToDictionary(item => item.Sequence, item => item.Count);
        Assert.Equal([(quick[0], 24), (quick[1], 16)], alone.Select(item => (item.Key, item.Value)));
        var counts = scheduler.Plan()[1].ToDictionary(item => item.Sequence, item => item.Count);

        // The step after it, with a budget of 39: 9 for the long prompt, 30 for the verdicts, the first of them whole.
        Assert.Equal((9, 24, 6), (counts[slow], counts[quick[0]], counts[quick[1]]));
    }

    [Fact]
    public void Verdicts_have_every_other_step_for_themselves_and_answers_are_written_in_the_others()
    {
        var scheduler = Scheduler(slots: 8, verdictSlots: 2);
        Add(scheduler, 2, _ => Reason());
        Step(scheduler);
        Add(scheduler, 1, _ => Verdict());
        scheduler.Admit();
        for (int round = 0; round < 3; round++)
        {
            Assert.All(Assert.Single(scheduler.Plan()), item => Assert.Equal(Lane.Verdict, item.Sequence.Lane));
            var together = scheduler.Plan();
            Assert.Equal(2, together[0].Count(item => item.Decodes));
            Assert.Equal(Lane.Verdict, Assert.Single(together[1]).Sequence.Lane);
        }
    }

    [Fact]
    public void While_verdicts_come_one_other_prompt_a_step_is_read_and_all_of_them_when_none_has_come_for_long()
    {
        var scheduler = Scheduler(slots: 8, verdictSlots: 2);
        Add(scheduler, 1, _ => Reason());
        Step(scheduler);
        Add(scheduler, 1, _ => Verdict());
        Step(scheduler);
        Step(scheduler);
        var others = Add(scheduler, 3, _ => Reason(tokens: 20));
        scheduler.Admit();
        Assert.Equal(others[0], Assert.Single(scheduler.Plan()[1]).Sequence);
        int steps = 1;
        while (scheduler.Plan()[1].Count == 1)
        {
            Assert.InRange(++steps, 1, 100);
        }

        Assert.Equal(others, scheduler.Plan()[1].Select(item => item.Sequence));
    }

    [Fact]
    public void A_cancelled_sequence_leaves_and_its_slot_serves_the_next()
    {
        var scheduler = Scheduler(slots: 1, verdictSlots: 0);
        using var source = new CancellationTokenSource();
        var first = new Sequence(Prompt(5), new Goal.Write(new HashSet<int>(), 5, null)) { Cancelled = source.Token };
        scheduler.Add(first);
        var second = Add(scheduler, 1, _ => Rollout())[0];
        scheduler.Admit();
        Assert.Equal((0, -1), (first.Slot, second.Slot));
        source.Cancel();
        Assert.Equal([first], scheduler.Sweep());
        scheduler.Admit();
        Assert.Equal(0, second.Slot);
    }

    private static Scheduler Scheduler(int slots, int verdictSlots, int chunk = 512) =>
        new(
            new EngineOptions
            {
                MaxSequences = slots,
                VerdictSlots = verdictSlots,
                ChunkTokens = chunk,
            },
            packs: true,
            _ => true
        );

    private static List<Sequence> Add(Scheduler scheduler, int count, Func<int, Sequence> make)
    {
        List<Sequence> added = [.. Enumerable.Range(0, count).Select(make)];
        added.ForEach(scheduler.Add);
        return added;
    }

    // What the generator does, without a model: every pass advances, a last token writes one more or ends.
    private static void Step(Scheduler scheduler)
    {
        scheduler.Sweep();
        scheduler.Admit();
        foreach (var (sequence, count) in scheduler.Plan().SelectMany(pass => pass).ToList())
        {
            bool last = count == sequence.Pending;
            sequence.Cached += count;
            if (!last)
            {
                continue;
            }

            sequence.Finished = sequence.Goal is Goal.Score || sequence.Completion.Count >= 4;
            if (!sequence.Finished)
            {
                sequence.Write(1, 0);
            }
        }

        scheduler.Sweep();
    }

    private static Sequence Verdict(int tokens = 10) => new(Prompt(tokens), new Goal.Score(Labels));

    private static Sequence Reason(int tokens = 10) =>
        new(Prompt(tokens), new Goal.Reason(Labels, [3], new HashSet<int>(), 8, null));

    private static Sequence Rollout() => new(Prompt(10), new Goal.Write(new HashSet<int>(), 8, null));

    private static EnginePrompt Prompt(int tokens)
    {
        int[] row = [.. Enumerable.Range(0, tokens)];
        return new EnginePrompt(row, [row, row, row], tokens, [], 0);
    }
}
