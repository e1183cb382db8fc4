namespace JudgeCore.Agreement;

/// <summary>How far a rater can be trusted, with the evidence for it.</summary>
/// <param name="Rater">Index of the rater.</param>
/// <param name="Votes">Items rated.</param>
/// <param name="Checked">Of these, rated by somebody else too or known: all that can speak against the rater.</param>
/// <param name="YoudenJ">Informedness on the checked votes, with one right and one wrong answer added a label, so that few votes do not prove perfection:
/// 0 at chance, 1 for perfection, negative for inversion.</param>
/// <param name="StandardError">Of <paramref name="YoudenJ"/>.</param>
/// <param name="Standing">What that says.</param>
/// <param name="GoldSeen">Rated items whose truth is known.</param>
/// <param name="GoldRight">How many of these are right.</param>
public sealed record RaterReliability(
    int Rater,
    int Votes,
    int Checked,
    double YoudenJ,
    double StandardError,
    RaterStanding Standing,
    int GoldSeen,
    int GoldRight
)
{
    // One-sided 95 %.
    private const double Z = 1.6448536269514722;

    // A rater whose informedness is surely below this and perhaps nothing is at chance.
    private const double Useful = 0.5;

    // Informedness this near to nothing counts as chance: of raters who guess, one in twenty lies beyond the interval alone
    // (simulated: 17 of 200 over 300 items; with this margin none, while 191 of 200 raters with J = 0.3 are still told from chance).
    private const double Little = 0.1;

    // Fewer checked votes say nothing.
    private const int FewestChecked = 10;

    // A rater whom nothing can contradict is believed, but counts little.
    private const double Unchecked = 0.25;

    /// <summary>What a vote counts, 0 to 1: the informedness, but 0 for raters at chance or inverted, and a quarter where nothing was checked.</summary>
    public double Weight =>
        Checked == 0 ? Unchecked
        : Standing is RaterStanding.Reliable or RaterStanding.Unproven ? Math.Max(0, YoudenJ)
        : 0;

    /// <summary>Share of the gold items that are right; NaN without gold items.</summary>
    public double GoldAccuracy => (double)GoldRight / GoldSeen;

    /// <summary>Judges every rater against the soft truth of a fit.</summary>
    /// <param name="fit">Posterior truth from the same votes.</param>
    /// <param name="raters">How many raters there are.</param>
    /// <param name="votes">The votes.</param>
    /// <param name="gold">Known true labels of some items.</param>
    public static IReadOnlyList<RaterReliability> Of(
        CrowdFit fit,
        int raters,
        IReadOnlyList<Vote> votes,
        IReadOnlyDictionary<int, int>? gold = null
    )
    {
        ArgumentNullException.ThrowIfNull(fit);
        ArgumentNullException.ThrowIfNull(votes);
        var classes = fit.Priors.Length;
        var byRater = votes.ToLookup(v => v.Rater);
        var voters = votes.CountBy(v => v.Item).ToDictionary();
        bool IsChecked(Vote vote) => voters[vote.Item] > 1 || gold?.ContainsKey(vote.Item) == true;
        return
        [
            .. Enumerable
                .Range(0, raters)
                .Select(r =>
                    OfRater(fit, r, classes, [.. byRater[r].Where(IsChecked)], gold) with
                    {
                        Votes = byRater[r].Count(),
                    }
                ),
        ];
    }

    private static RaterReliability OfRater(
        CrowdFit fit,
        int rater,
        int classes,
        List<Vote> votes,
        IReadOnlyDictionary<int, int>? gold
    )
    {
        double sum = 0;
        double variance = 0;
        for (var k = 0; k < classes; k++)
        {
            var seen = votes.Sum(v => fit.Posterior[v.Item][k]);
            var right = votes.Where(v => v.Label == k).Sum(v => fit.Posterior[v.Item][k]);
            var share = (right + 1) / (seen + 2);
            sum += share;
            variance += share * (1 - share) / (seen + 2);
        }
        var j = (sum - 1) / (classes - 1);
        var error = Math.Sqrt(variance) / (classes - 1);
        var standing =
            votes.Count < FewestChecked ? RaterStanding.Unproven
            : j - Z * error > Little ? RaterStanding.Reliable
            : j + Z * error < -Little ? RaterStanding.Inverted
            : j + Z * error < Useful ? RaterStanding.Chance
            : RaterStanding.Unproven;
        var known = votes.Where(v => gold?.ContainsKey(v.Item) == true).ToList();
        return new(rater, votes.Count, votes.Count, j, error, standing, known.Count, known.Count(v => gold![v.Item] == v.Label));
    }
}
