using JudgeCore.Gates;
using Trainer.Evaluation;
using Trainer.Gates;
using Trainer.Runs;

namespace Trainer.Tests.Gates;

public sealed class PairedPredictionTests
{
    [Fact]
    public void Answers_in_any_order_meet_by_item()
    {
        var pairs = new Pairs { Counts = (3, 1, 1, 1) }.Make();
        var matched = PairedPrediction.Match(Firsts(pairs), [.. Seconds(pairs).Reverse()], strategies: false);
        Assert.Equal(pairs, matched);
    }

    [Fact]
    public void Different_items_are_refused_by_name()
    {
        var pairs = new Pairs().Make();
        Assert.Contains("item 99 of safety", Refusal(Firsts(pairs), [.. Seconds(pairs).SkipLast(1)]), StringComparison.Ordinal);
        Assert.Contains("second judge only", Refusal([.. Firsts(pairs).SkipLast(1)], Seconds(pairs)), StringComparison.Ordinal);
        Assert.Contains("twice", Refusal(Firsts(pairs), [.. Seconds(pairs), Seconds(pairs)[0]]), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_truth_is_refused()
    {
        var pairs = new Pairs().Make();
        var other = Seconds(pairs);
        other[4] = other[4] with { Gold = [0.5, 0.5] };
        Assert.Contains("item 4 of safety", Refusal(Firsts(pairs), other), StringComparison.Ordinal);
    }

    [Fact]
    public void A_comparison_gives_overall_figures_too()
    {
        IReadOnlyList<PairedPrediction> pairs =
        [
            .. new Pairs { Counts = (56, 4, 30, 10) }.Make(),
            .. new Pairs { Task = "technical", Counts = (80, 6, 4, 10) }.Make(),
        ];
        var comparison = Comparison.Of("first", "second", pairs);
        var overall = Assert.Single(comparison.Overall);
        Assert.Equal((EvidenceSource.Gym, 2, 200, 44), (overall.Source, overall.Tasks, overall.Items, overall.ChangedVerdicts));
        Assert.Equal((0.26 - 0.02) / 2, overall.Accuracy.Value, 1e-12);
        Assert.Equal((0.52 - 0.04) / 2, overall.Kappa!.Value, 1e-12);
        Assert.InRange(overall.Accuracy.Low!.Value, 0.04, 0.09);
    }

    private static Prediction[] Firsts(IReadOnlyList<PairedPrediction> pairs) => [.. pairs.Select(pair => pair.Champion)];

    private static Prediction[] Seconds(IReadOnlyList<PairedPrediction> pairs) => [.. pairs.Select(pair => pair.Candidate)];

    private static string Refusal(IReadOnlyList<Prediction> first, IReadOnlyList<Prediction> second) =>
        Assert.Throws<RunException>(() => PairedPrediction.Match(first, second, strategies: false)).Message;
}
