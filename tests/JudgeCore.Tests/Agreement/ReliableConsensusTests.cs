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
    public void One_rater_alone_is_believed_little_and_few_votes_prove_nothing()
    {
        Vote[] votes = [.. Enumerable.Range(0, 200).Select(i => new Vote(i, 0, i % 2)), new(0, 1, 0), new(1, 1, 1)];
        var result = ReliableConsensus.Of(200, 2, 2, votes);
        Assert.Equal((200, 2), (result.Raters[0].Votes, result.Raters[0].Checked));
        Assert.Equal(RaterStanding.Unproven, result.Raters[0].Standing);
        Assert.InRange(result.Raters[0].Weight, 0.01, 0.5);
        Assert.Equal(1, result.Fit.Label(3));
        var alone = ReliableConsensus.Of(2, 1, 2, [new(0, 0, 1)]);
        Assert.Equal(RaterStanding.Unproven, alone.Raters[0].Standing);
        Assert.Equal([1, 0], alone.TrustedVotes);
        Assert.Equal((0, 0.25), (alone.Raters[0].Checked, alone.Raters[0].Weight));
    }

    [Fact]
    public void Who_guesses_where_nobody_else_looks_is_found_out_by_the_items_that_others_rated()
    {
        // Three good raters share 30 items with a guesser, who rated 300 more alone.
        var random = new Random(11);
        var truth = Enumerable.Range(0, 330).Select(_ => random.Next(2)).ToArray();
        List<Vote> votes = [];
        for (var item = 0; item < truth.Length; item++)
        {
            for (var rater = 0; rater < 3 && item < 30; rater++)
                votes.Add(new(item, rater, random.NextDouble() < 0.85 ? truth[item] : 1 - truth[item]));
            votes.Add(new(item, 3, random.Next(2)));
        }
        var result = ReliableConsensus.Of(330, 4, 2, votes);
        Assert.All(result.Raters.Take(3), rater => Assert.Equal(RaterStanding.Reliable, rater.Standing));
        Assert.Equal((RaterStanding.Chance, 0), (result.Raters[3].Standing, result.Raters[3].Weight));
        Assert.Equal((330, 30), (result.Raters[3].Votes, result.Raters[3].Checked));
        Assert.All(result.TrustedVotes.Skip(30), count => Assert.Equal(0, count));
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
