// What all raters of a task together say: the probability of each label for each judgment, and how far each rater can be trusted.
using JudgeCore.Agreement;
using JudgeCore.Tasks;

namespace JudgeApi.Statistics;

/// <summary>
/// Dawid-Skene over the last words of all raters, then again without those at chance and those who answer the opposite: their weight is 0, and the latter
/// are never used inverted. Versions of a task that have the same labels are one.
/// </summary>
internal sealed class TaskTruth
{
    private readonly Dictionary<string, int> items = new(StringComparer.Ordinal);
    private readonly List<IReadOnlyList<RaterVote>> votes = [];
    private readonly IReadOnlyDictionary<string, int> gold;
    private readonly ReliableConsensus? consensus;
    private readonly Dictionary<string, RaterReliability> reliability = new(StringComparer.Ordinal);

    /// <param name="task">The newest version with these labels.</param>
    /// <param name="versions">Every version with these labels.</param>
    /// <param name="byJudgment">Last words, by judgment.</param>
    /// <param name="gold">Judgments whose right answer is known, as indices into the labels.</param>
    public TaskTruth(
        JudgingTask task,
        IReadOnlySet<int> versions,
        IReadOnlyDictionary<string, IReadOnlyList<RaterVote>> byJudgment,
        IReadOnlyDictionary<string, int> gold
    )
    {
        (Task, Versions, this.gold) = (task, versions, gold);
        List<Vote> ballots = [];
        Dictionary<string, int> raters = new(StringComparer.Ordinal);

        // In one order whatever the database's, so that the same votes give the same figures to the last bit.
        foreach (var (judgment, given) in byJudgment.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            int item = items[judgment] = items.Count;
            votes.Add([.. given.OrderBy(vote => vote.Rater, StringComparer.Ordinal)]);
            foreach (var vote in votes[item])
            {
                if (vote.Label is { } label)
                {
                    raters.TryAdd(vote.Rater, raters.Count);
                    ballots.Add(new Vote(item, raters[vote.Rater], label));
                }
            }
        }

        if (ballots.Count == 0)
        {
            return;
        }

        var known = gold.Where(pair => items.ContainsKey(pair.Key)).ToDictionary(pair => items[pair.Key], pair => pair.Value);
        consensus = ReliableConsensus.Of(items.Count, raters.Count, Labels.Count, ballots, known);
        foreach (var (rater, index) in raters)
        {
            reliability[rater] = consensus.Raters[index];
        }
    }

    public JudgingTask Task { get; }

    public IReadOnlySet<int> Versions { get; }

    public IReadOnlyList<string> Labels => Task.VerdictLabels;

    /// <summary>Every rater with at least one vote that takes a side, by id.</summary>
    public IReadOnlyDictionary<string, RaterReliability> Raters => reliability;

    public int Judgments => items.Count;

    /// <summary>Votes on a judgment, by rater; none where nobody has voted.</summary>
    public IReadOnlyList<RaterVote> VotesOn(string judgment) => items.TryGetValue(judgment, out int item) ? votes[item] : [];

    /// <summary>The right label of a gold item.</summary>
    public int? GoldOf(string judgment) => gold.TryGetValue(judgment, out int label) ? label : null;

    /// <summary>Votes of raters who are trusted.</summary>
    public int TrustedVotesOn(string judgment) =>
        consensus is not null && items.TryGetValue(judgment, out int item) ? consensus.TrustedVotes[item] : 0;

    /// <summary>[label] probability of each label; null where nobody who is trusted has voted and no operator has said.</summary>
    public double[]? Of(string judgment)
    {
        if (GoldOf(judgment) is { } known)
        {
            return OneHot(known);
        }

        return TrustedVotesOn(judgment) > 0 ? Unclipped(consensus!.Fit.Posterior[items[judgment]]) : null;
    }

    /// <summary>The label to learn from: an operator's, else of scales the nearest to the weighted mean score, else the most probable; null where there is none or two
    /// are equally probable.</summary>
    public int? LabelOf(string judgment)
    {
        if (Of(judgment) is not { } right)
        {
            return null;
        }

        if (Task.Kind == TaskKind.Scale && GoldOf(judgment) is null && ScoreOf(judgment) is var score && !double.IsNaN(score))
        {
            return (int)Math.Round(score, MidpointRounding.AwayFromZero) - 1;
        }

        return MajorityVote.Label(right);
    }

    /// <summary>The mean score, each rater counting as far as trusted; NaN where nobody is.</summary>
    public double ScoreOf(string judgment)
    {
        double sum = 0;
        double weight = 0;
        foreach (var vote in VotesOn(judgment))
        {
            if (vote.Score is { } score && reliability.TryGetValue(vote.Rater, out var rater))
            {
                sum += rater.Weight * score;
                weight += rater.Weight;
            }
        }

        return weight > 0 ? sum / weight : double.NaN;
    }

    // The estimator keeps every probability above 1e-10 for its logarithms.
    private static double[] Unclipped(double[] posterior)
    {
        double[] kept = Array.ConvertAll(posterior, share => share < 1e-9 ? 0 : share);
        double all = kept.Sum();
        return Array.ConvertAll(kept, share => share / all);
    }

    private double[] OneHot(int label)
    {
        double[] truth = new double[Labels.Count];
        truth[label] = 1;
        return truth;
    }
}
