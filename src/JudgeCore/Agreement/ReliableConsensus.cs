namespace JudgeCore.Agreement;

/// <summary>Labels from the raters who can be trusted: Dawid-Skene over all, then again without those at chance or inverted.</summary>
/// <param name="Fit">Posterior truth from the trusted raters; items that only others rated have the priors.</param>
/// <param name="Raters">Every rater's reliability, as estimated from all votes.</param>
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
        var fit = CrowdEstimator.Fit(items, raters, classes, votes, gold: gold);
        var reliability = RaterReliability.Of(fit, raters, votes, gold);
        var trusted = votes.Where(v => reliability[v.Rater].Weight > 0).ToList();
        if (trusted.Count > 0 && trusted.Count < votes.Count)
            fit = CrowdEstimator.Fit(items, raters, classes, trusted, gold: gold);
        else if (trusted.Count == 0)
            fit = fit with { Posterior = [.. Enumerable.Range(0, items).Select(_ => (double[])fit.Priors.Clone())] };
        var counts = new int[items];
        foreach (var vote in trusted)
            counts[vote.Item]++;
        return new(fit, reliability, counts);
    }
}
