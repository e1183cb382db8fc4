using JudgeCore.Agreement;

namespace JudgeCore.Tests.Agreement;

/// <summary>Three good raters, one at chance, one inverted.</summary>
public sealed class ReliableConsensusTests
{
    private const int Items = 300;
    private static readonly double[] Accuracies = [0.9, 0.85, 0.8, 0.5, 0.1];

    [Fact]
    public void Raters_at_chance_and_inverted_raters_get_no_weight_and_are_told_apart()
    {
        var (_, votes) = Simulate(seed: 7);
        var result = ReliableConsensus.Of(Items, 5, 2, votes);
        Assert.Equal(
            [
                RaterStanding.Reliable,
                RaterStanding.Reliable,
                RaterStanding.Reliable,
                RaterStanding.Chance,
                RaterStanding.Inverted,
            ],
            result.Raters.Select(r => r.Standing)
        );
        Assert.Equal([0, 0], result.Raters.Skip(3).Select(r => r.Weight));
        for (var r = 0; r < 3; r++)
            Assert.InRange(result.Raters[r].YoudenJ, 2 * Accuracies[r] - 1 - 0.15, 2 * Accuracies[r] - 1 + 0.15);
        Assert.All(result.TrustedVotes, n => Assert.True(n <= 3));
    }

    [Fact]
    public void Trusted_raters_alone_are_right_more_often_than_the_majority()
    {
        var (truth, votes) = Simulate(seed: 7);
        var consensus = ReliableConsensus.Of(Items, 5, 2, votes);
        var shares = MajorityVote.Shares(Items, 2, votes);
        var majority = truth.Where((t, i) => MajorityVote.Label(shares[i]) == t).Count();
        var trusted = truth.Where((t, i) => consensus.Fit.Label(i) == t).Count();
        Assert.True(trusted > majority + 20, $"trusted {trusted}, majority {majority} of {Items}");
    }

    [Fact]
    public void Gold_items_turn_a_crowd_whose_majority_is_wrong()
    {
        var random = new Random(2);
        var truth = Enumerable.Range(0, 200).Select(_ => random.Next(2)).ToArray();
        Vote[] votes =
        [
            .. Enumerable
                .Range(0, 3)
                .SelectMany(r => truth.Select((t, i) => new Vote(i, r, random.NextDouble() < (r == 0 ? 0.9 : 0.2) ? t : 1 - t))),
        ];
        var gold = Enumerable.Range(0, 40).ToDictionary(i => i, i => truth[i]);
        var result = ReliableConsensus.Of(200, 3, 2, votes, gold);
        Assert.Equal(
            [RaterStanding.Reliable, RaterStanding.Inverted, RaterStanding.Inverted],
            result.Raters.Select(r => r.Standing)
        );
        Assert.Equal(40, result.Raters[0].GoldSeen);
        Assert.InRange(result.Raters[0].GoldAccuracy, 0.75, 1);
        Assert.True(truth.Where((t, i) => result.Fit.Label(i) == t).Count() > 165);
    }

    [Fact]
    public void One_rater_alone_is_believed_and_few_votes_prove_nothing()
    {
        Vote[] votes = [.. Enumerable.Range(0, 20).Select(i => new Vote(i, 0, i % 2)), new(0, 1, 1), new(1, 1, 0)];
        var result = ReliableConsensus.Of(20, 2, 2, votes);
        Assert.Equal(RaterStanding.Reliable, result.Raters[0].Standing);
        Assert.Equal(1, result.Fit.Label(3));
        var alone = ReliableConsensus.Of(2, 1, 2, [new(0, 0, 1)]);
        Assert.Equal(RaterStanding.Unproven, alone.Raters[0].Standing);
        Assert.Equal([1, 0], alone.TrustedVotes);
    }

    [Fact]
    public void A_vote_for_an_unknown_item_is_named()
    {
        var error = Assert.Throws<ArgumentException>(() => CrowdEstimator.Fit(1, 1, 2, [new(1, 0, 0)]));
        Assert.Contains("Item = 1", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => CrowdEstimator.Fit(1, 1, 2, []));
    }

    private static (int[] Truth, Vote[] Votes) Simulate(int seed)
    {
        var random = new Random(seed);
        var truth = Enumerable.Range(0, Items).Select(_ => random.Next(2)).ToArray();
        var votes = Accuracies.SelectMany((a, r) => truth.Select((t, i) => new Vote(i, r, random.NextDouble() < a ? t : 1 - t)));
        return (truth, [.. votes]);
    }
}
