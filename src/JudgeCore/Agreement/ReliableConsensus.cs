namespace JudgeCore.Agreement;

/// <summary>
/// Labels from the raters who can be trusted: Dawid-Skene over the votes that something can contradict, then over all votes without those of raters at
/// chance or inverted. A vote that stands alone would confirm its rater: whoever answers much alone would look perfect.
/// </summary>
/// <param name="Fit">Posterior truth from the trusted raters; items that only others rated have the priors.</param>
/// <param name="Raters">Every rater's reliability, as estimated from the votes that another rater's or a known label can contradict.</param>
/// <param name="TrustedVotes">[item] votes that the posterior rests on.</param>
public sealed record ReliableConsensus(CrowdFit Fit, IReadOnlyList<RaterReliability> Raters, IReadOnlyList<int> TrustedVotes)
{
    /// <param name="items">How many items there are.</param>
    /// <param name="raters">How many raters there are.</param>
    /// <param name="classes">How many labels there are.</param>
    /// <param name="votes">At most one a rater and item; at least one in all.</param>
    /// <param name="gold">Known true labels of some items.</param>
    public static ReliableConsensus Of(
        int items,
        int raters,
        int classes,
        IReadOnlyList<Vote> votes,
        IReadOnlyDictionary<int, int>? gold = null
    )
    {
        ArgumentNullException.ThrowIfNull(votes);
        var together = votes.ToLookup(v => v.Item);
        var shared = votes.Where(v => together[v.Item].Count() > 1 || gold?.ContainsKey(v.Item) == true).ToList();
        var learned = shared.Count > 0 ? shared : votes;
        var fit = CrowdEstimator.Fit(items, raters, classes, learned, gold: gold);
        var reliability = RaterReliability.Of(fit, raters, votes, gold);
        var trusted = votes.Where(v => reliability[v.Rater].Weight > 0).ToList();
        if (trusted.Count > 0 && (trusted.Count < votes.Count || learned.Count < votes.Count))
            fit = CrowdEstimator.Fit(items, raters, classes, trusted, gold: gold);
        else if (trusted.Count == 0)
            fit = fit with { Posterior = [.. Enumerable.Range(0, items).Select(_ => (double[])fit.Priors.Clone())] };
        var counts = new int[items];
        foreach (var vote in trusted)
            counts[vote.Item]++;
        return new(fit, reliability, counts);
    }
}
