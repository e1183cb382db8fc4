using JudgeCore.Gates;
using JudgeCore.Verdicts;
using Trainer.Gates;

namespace Trainer.Tests.Gates;

/// <summary>Decisions on constructed pairs of judges: the right outcome, by the right rule, with numbers checked by hand.</summary>
public sealed class GateTests
{
    // Champion 60 of 100, candidate 86: the corrected task of most cases.
    private static readonly Pairs Corrected = new() { Source = EvidenceSource.Data, Counts = (56, 4, 30, 10) };

    private static readonly Pairs Technical = new() { Task = "technical", Counts = (80, 4, 6, 10) };

    private static readonly Pairs Alignment = new() { Task = "alignment", Counts = (70, 6, 4, 20) };

    [Fact]
    public void A_better_judge_passes()
    {
        var report = Decide(Corrected, Technical, Alignment);
        Assert.Equal(GateOutcome.Passed, report.Outcome);
        Assert.Contains(
            "safety of the data, verdict: accuracy changed by +26.0 points",
            report.Summary,
            StringComparison.Ordinal
        );
        Assert.All(report.Results, result => Assert.Equal(RuleVerdict.Passed, result.Verdict));
    }

    [Fact]
    public void The_numbers_of_the_report_are_those_of_the_pairs()
    {
        var report = Decide(Corrected, Technical, Alignment);
        var slice = report.Slices.Single(slice => slice.Source == EvidenceSource.Data);
        Assert.Equal((100, 100), (slice.Items, slice.Groups));
        Assert.Equal(0.60, slice.Champion.Accuracy, 1e-12);
        Assert.Equal(0.86, slice.Candidate.Accuracy, 1e-12);

        // Labels and errors are balanced: F1 is the accuracy, chance agrees half of the time.
        Assert.Equal(0.26, slice.MacroF1.Value, 1e-12);
        Assert.Equal(0.20, slice.Champion.Kappa!.Value, 1e-12);
        Assert.Equal(0.72, slice.Candidate.Kappa!.Value, 1e-12);
        Assert.Equal(0.52, slice.Kappa!.Value, 1e-12);

        // All confidences are 0.9.
        Assert.Equal(0.30, slice.Champion.CalibrationError, 1e-12);
        Assert.Equal(0.04, slice.Candidate.CalibrationError, 1e-12);

        // 2 * sum of C(34, 0..4) / 2^34 = 2 * 52956 / 17179869184.
        Assert.Equal((4, 30, 34), (slice.OnlyChampionRight, slice.OnlyCandidateRight, slice.ChangedVerdicts));
        Assert.Equal(6.1649e-6, slice.McNemarP, 1e-9);

        // 0.26 +- 1.96 * sqrt((0.34 - 0.26^2) / 100).
        Assert.Equal(0.1577, slice.Accuracy.Low!.Value, 0.011);
        Assert.Equal(0.3623, slice.Accuracy.High!.Value, 0.011);
        Assert.Null(slice.FlipRate);
        Assert.Null(slice.FormatRate);
    }

    [Fact]
    public void An_equal_judge_fails()
    {
        var report = Decide(Corrected with { Counts = (60, 10, 10, 20) }, Technical, Alignment);
        Assert.Equal(GateOutcome.Failed, report.Outcome);
        Assert.Equal(["improves"], Broken(report));
        Assert.Contains("not an improvement beyond doubt", report.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_judge_fails() =>
        Assert.Equal(GateOutcome.Failed, Decide(Corrected with { Counts = (60, 0, 0, 40) }, Technical).Outcome);

    [Fact]
    public void A_judge_that_is_worse_on_one_task_only_fails_by_that_task()
    {
        var report = Decide(Corrected, Technical, Alignment with { Counts = (60, 22, 2, 16), CandidateConfidence = 0.7 });
        Assert.Equal(GateOutcome.Failed, report.Outcome);
        Assert.Equal(["meanFalls", "taskFalls"], Broken(report).Order());
        var rule = report.Results.Single(result => result is { Rule: "taskFalls", Verdict: RuleVerdict.Failed });
        Assert.Equal("alignment of the gym, verdict", rule.Slice);
        Assert.Equal(-0.20, rule.Measured!.Value, 1e-12);
        Assert.Equal(-0.03, rule.Limit);

        // Three tasks are looked at: 1 - 0.05 / 3.
        Assert.Equal(0.98333, rule.Confidence!.Value, 1e-5);
        Assert.True(rule.Measured.High < 0);
    }

    [Fact]
    public void A_judge_that_is_worse_on_one_prompt_family_only_fails_by_that_family()
    {
        // 40 items of the family lose 16, 160 others gain 16: the task is as good as before.
        var report = Decide(
            Corrected,
            Alignment with
            {
                Family = "alignment/relation",
                Counts = (20, 16, 0, 4),
            },
            Alignment with
            {
                Family = "alignment/object",
                Counts = (120, 2, 18, 20),
            }
        );
        Assert.Equal(GateOutcome.Failed, report.Outcome);
        var rule = Assert.Single(report.Results, result => result.Verdict == RuleVerdict.Failed);
        Assert.Equal(("familyFalls", "alignment/relation of the gym, verdict"), (rule.Rule, rule.Slice));
        Assert.Equal(-0.4, rule.Measured!.Value, 1e-12);
        var task = report.Slices.Single(slice => slice is { Task: "alignment", Family: null });
        Assert.Equal((200, 0.0), (task.Items, task.Accuracy.Value));
    }

    [Fact]
    public void A_judge_that_is_better_but_flips_more_fails()
    {
        var pair = new Pairs { Task = "pairwise-technical", Flips = (6, 40) };
        Assert.Equal(GateOutcome.Passed, Decide(Corrected, pair with { Flips = (6, 10) }).Outcome);
        var report = Decide(Corrected, pair);
        Assert.Equal(["flips"], Broken(report));
        var slice = report.Slices.Single(slice => slice.Task == "pairwise-technical");
        Assert.Equal((0.06, 0.40), (slice.Champion.FlipRate!.Value, slice.Candidate.FlipRate!.Value));
        Assert.Equal(0.34, slice.FlipRate!.Value, 1e-12);
    }

    [Fact]
    public void Too_few_items_are_an_outcome_of_their_own()
    {
        var report = Decide(Corrected with { Counts = (10, 0, 20, 0) }, Technical);
        Assert.Equal(GateOutcome.InsufficientEvidence, report.Outcome);
        Assert.Contains("40 held-out items", report.Summary, StringComparison.Ordinal);
        Assert.Contains("30 at most", report.Summary, StringComparison.Ordinal);
        Assert.Equal(
            GateOutcome.InsufficientEvidence,
            Decide(new GateRules { ImproveTasks = ["safety", "rationality"] }, Corrected, Technical).Outcome
        );
        Assert.Equal(GateOutcome.InsufficientEvidence, Decide(Technical).Outcome);
    }

    [Fact]
    public void A_broken_rule_weighs_more_than_too_few_items() =>
        Assert.Equal(
            GateOutcome.Failed,
            Decide(Corrected with { Counts = (10, 0, 20, 0) }, Alignment with { Counts = (50, 30, 0, 20) }).Outcome
        );

    [Fact]
    public void A_judge_that_became_overconfident_fails()
    {
        var report = Decide(Corrected with { CandidateConfidence = 0.99 }, Technical with { CandidateConfidence = 0.999 });
        Assert.Equal(GateOutcome.Failed, report.Outcome);
        var rule = Assert.Single(report.Results, result => result.Verdict == RuleVerdict.Failed);

        // Right on 86 of 100 with 0.999 against 84 with 0.9.
        Assert.Equal(("calibration", "technical of the gym, verdict"), (rule.Rule, rule.Slice));
        Assert.Equal(0.139 - 0.06, rule.Measured!.Value, 1e-9);
    }

    [Fact]
    public void A_judge_that_lost_the_form_fails()
    {
        var report = Decide(Corrected, Technical with { WellFormed = (100, 70) });
        Assert.Equal(["format"], Broken(report));
        Assert.Equal(GateOutcome.Passed, Decide(Corrected, Technical with { WellFormed = (100, 98) }).Outcome);
    }

    [Fact]
    public void What_chance_explains_is_not_held_against_a_judge_unless_proof_is_asked_for()
    {
        // 4 points down on 50 items.
        var small = Alignment with
        {
            Counts = (34, 6, 4, 6),
        };
        Assert.Equal(GateOutcome.Passed, Decide(Corrected, small).Outcome);
        var strict = Decide(new GateRules { RequireProof = true }, Corrected, small);
        Assert.Equal(GateOutcome.InsufficientEvidence, strict.Outcome);
        Assert.Contains(strict.Results, result => result is { Rule: "taskFalls", Verdict: RuleVerdict.Undecided });
    }

    [Fact]
    public void Small_falls_of_many_tasks_are_seen_in_their_mean()
    {
        // 4 points each, 8 against 4 items: no task alone can show it, twelve can.
        var report = Decide([
            Corrected,
            .. Enumerable.Range(0, 12).Select(i => new Pairs { Task = $"task-{i}", Counts = (80, 8, 4, 8) }),
        ]);
        Assert.Equal(["meanFalls"], Broken(report));
        var rule = report.Results.Single(result => result.Rule == "meanFalls" && result.Verdict == RuleVerdict.Failed);
        Assert.Equal(-0.04, rule.Measured!.Value, 1e-12);

        // sqrt((0.12 - 0.04^2) / 100 / 12) = 0.00993; one mean is looked at, since the data has one task.
        Assert.Equal(-0.04 + 1.96 * 0.00993, rule.Measured.High!.Value, 0.002);
    }

    [Fact]
    public void Several_corrected_tasks_improve_together_or_each()
    {
        Pairs[] pairs = [Corrected, Corrected with { Task = "alignment", Counts = (70, 5, 5, 20) }];
        var together = Decide(pairs);
        Assert.Equal(GateOutcome.Passed, together.Outcome);
        Assert.Equal(0.13, together.Results.Single(result => result.Rule == "improves").Measured!.Value, 1e-12);
        Assert.Equal(["improves"], Broken(Decide(new GateRules { Improve = ImprovementScope.Each }, pairs)));
        Assert.Equal(
            GateOutcome.Passed,
            Decide(new GateRules { Improve = ImprovementScope.Each, ImproveTasks = ["safety"] }, pairs).Outcome
        );
    }

    [Fact]
    public void Improvement_counts_in_the_mode_that_is_served_and_falls_in_both()
    {
        var reasoned = Corrected with { Mode = VerdictMode.Reasoned, Counts = (60, 0, 0, 40) };
        Assert.Equal(GateOutcome.Passed, Decide(Corrected, reasoned).Outcome);
        Assert.Equal(["improves"], Broken(Decide(new GateRules { ImproveMode = VerdictMode.Reasoned }, Corrected, reasoned)));
        Assert.Equal(GateOutcome.Passed, Decide(Corrected with { Mode = VerdictMode.Reasoned }).Outcome);
        Assert.Contains("taskFalls", Broken(Decide(Corrected, reasoned with { Counts = (60, 30, 0, 10) })));
    }

    [Fact]
    public void A_minimum_gain_must_be_exceeded_beyond_doubt()
    {
        Assert.Equal(GateOutcome.Passed, Decide(new GateRules { MinimumGain = 0.1 }, Corrected).Outcome);
        Assert.Equal(["improves"], Broken(Decide(new GateRules { MinimumGain = 0.2 }, Corrected)));
    }

    [Fact]
    public void Items_of_one_group_are_one_observation()
    {
        // Ten pictures judged ten times each say as much as ten.
        double Width(int size)
        {
            var slice = Decide(Corrected with { GroupSize = size }).Slices[0];
            Assert.Equal(100 / size, slice.Groups);
            return slice.Accuracy.High!.Value - slice.Accuracy.Low!.Value;
        }

        Assert.True(Width(10) > 2 * Width(1));
    }

    [Fact]
    public void The_same_answers_give_the_same_report()
    {
        Assert.Equal(Decide(Corrected, Technical).ToJson(), Decide(Corrected, Technical).ToJson());
        var read = GateReport.Parse(Decide(Corrected, Technical).ToJson());
        Assert.Equal(Decide(Corrected, Technical).ToJson(), read.ToJson());
    }

    private static string[] Broken(GateReport report) =>
        [.. report.Results.Where(result => result.Verdict == RuleVerdict.Failed).Select(result => result.Rule).Distinct()];

    private static GateReport Decide(params Pairs[] pairs) => Decide(new GateRules(), pairs);

    private static GateReport Decide(GateRules rules, params Pairs[] pairs) =>
        new Gate(rules with { Rounds = 4000 }, VerdictMode.Verdict).Decide(
            [.. pairs.SelectMany(some => some.Make())],
            new ModelIdentity("champion", "a"),
            new ModelIdentity("candidate", "b"),
            DateTimeOffset.UnixEpoch
        );
}
