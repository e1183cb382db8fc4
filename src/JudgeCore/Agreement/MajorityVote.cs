namespace JudgeCore.Agreement;

/// <summary>Labels by counting votes.</summary>
public static class MajorityVote
{
    /// <summary>Share of each label among an item's votes: [item][label]; NaN for an item without votes.</summary>
    public static double[][] Shares(int items, int classes, IReadOnlyList<Vote> votes)
    {
        ArgumentNullException.ThrowIfNull(votes);
        var shares = new double[items][];
        for (var i = 0; i < items; i++)
            shares[i] = new double[classes];
        foreach (var vote in votes)
            shares[vote.Item][vote.Label]++;
        foreach (var row in shares)
        {
            var count = row.Sum();
            for (var k = 0; k < classes; k++)
                row[k] /= count;
        }
        return shares;
    }

    /// <summary>The label with the largest share; null on a tie or without votes.</summary>
    public static int? Label(IReadOnlyList<double> shares)
    {
        var best = shares.Max();
        var winners = Enumerable.Range(0, shares.Count).Where(k => shares[k] == best).Take(2).ToList();
        return winners.Count == 1 ? winners[0] : null;
    }
}
