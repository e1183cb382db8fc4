using JudgeCore.Agreement;
using Trainer.Data;
using Trainer.Gym;

namespace Trainer.Experiments;

/// <summary>People of known reliability who label items: good ones are right with a stated probability, bad ones throw a coin.</summary>
/// <param name="Good">Raters who look.</param>
/// <param name="Bad">Raters who do not.</param>
/// <param name="Overlap">Raters an item.</param>
/// <param name="GoodAccuracy">Probability that a good rater is right.</param>
internal sealed record SimulatedRaters(int Good, int Bad, int Overlap, double GoodAccuracy = 0.95)
{
    /// <summary>The items as the raters' votes leave them.</summary>
    /// <param name="items">With their true labels.</param>
    /// <param name="labels">Of their task.</param>
    /// <param name="weighted">Posterior labels from reliabilities that are estimated from the votes; false: the majority's label.</param>
    /// <param name="seed">Of the votes.</param>
    public List<JudgingItem> Label(IReadOnlyList<JudgingItem> items, IReadOnlyList<string> labels, bool weighted, int seed)
    {
        var random = GymRandom.For((ulong)(uint)seed, 0x5A7E);
        List<Vote> votes = [];
        for (int item = 0; item < items.Count; item++)
        {
            int truth = labels.ToList().IndexOf(items[item].Label);
            int first = random.Below(Good + Bad);
            for (int i = 0; i < Overlap; i++)
            {
                int rater = (first + i) % (Good + Bad);
                bool right = rater < Good && random.Chance(GoodAccuracy);
                int other = (truth + 1 + random.Below(labels.Count - 1)) % labels.Count;
                votes.Add(
                    new Vote(
                        item,
                        rater,
                        right ? truth
                            : rater < Good ? other
                            : random.Below(labels.Count)
                    )
                );
            }
        }

        var posterior = weighted
            ? ReliableConsensus.Of(items.Count, Good + Bad, labels.Count, votes).Fit.Posterior
            : MajorityVote.Shares(items.Count, labels.Count, votes);
        return
        [
            .. items.Select(
                (item, i) =>
                {
                    string best = labels[Array.IndexOf(posterior[i], posterior[i].Max())];
                    return weighted
                        ? item with
                        {
                            Label = best,
                            Rationale = null,
                            Posterior = labels.Index().ToDictionary(label => label.Item, label => posterior[i][label.Index]),
                        }
                        : item with
                        {
                            Label = best,
                            Rationale = null,
                        };
                }
            ),
        ];
    }
}
