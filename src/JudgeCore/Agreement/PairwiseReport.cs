namespace JudgeCore.Agreement;

/// <summary>How a pairwise judge fares when every pair is shown in both orders.</summary>
public sealed record PairwiseReport
{
    /// <summary>Pairs.</summary>
    public required int Items { get; init; }

    /// <summary>Pairs answered in both orders.</summary>
    public required int AnsweredInBoth { get; init; }

    /// <summary>Share of the pairs answered in both orders whose verdict changed with the order; NaN where there are none.</summary>
    public required double FlipRate { get; init; }

    /// <summary>Share of all pairs that are right with A shown first; an abstention is wrong. NaN without pairs, as the next three.</summary>
    public required double AccuracyAB { get; init; }

    /// <summary>Share right with B shown first.</summary>
    public required double AccuracyBA { get; init; }

    /// <summary>Share right in both orders.</summary>
    public required double AccuracyInBoth { get; init; }

    /// <summary>Share right in at least one order.</summary>
    public required double AccuracyInEither { get; init; }

    /// <summary>Share of the answers (ties left out) that name the image shown first: 0.5 without bias; NaN where every answer is a tie.</summary>
    public required double FirstPositionRate { get; init; }

    /// <param name="gold">The right answers.</param>
    /// <param name="verdicts">The judge's answers for the same pairs.</param>
    public static PairwiseReport Of(IReadOnlyList<PairChoice> gold, IReadOnlyList<SwappedVerdict> verdicts)
    {
        ArgumentNullException.ThrowIfNull(gold);
        ArgumentNullException.ThrowIfNull(verdicts);
        if (gold.Count != verdicts.Count)
            throw new ArgumentException($"There are {gold.Count} right answers but {verdicts.Count} verdicts.");
        var both = verdicts.Count(v => v.Consistent is not null);
        var shown = verdicts.SelectMany(v => new[] { v.ShownAB, v.ShownBA }).ToList();
        var first = shown.Count(s => s == ShownChoice.First);
        var second = shown.Count(s => s == ShownChoice.Second);
        return new()
        {
            Items = gold.Count,
            AnsweredInBoth = both,
            FlipRate = (double)verdicts.Count(v => v.Consistent is false) / both,
            AccuracyAB = Share(i => verdicts[i].ItemAB == gold[i]),
            AccuracyBA = Share(i => verdicts[i].ItemBA == gold[i]),
            AccuracyInBoth = Share(i => verdicts[i].RightInBothOrders(gold[i])),
            AccuracyInEither = Share(i => verdicts[i].ItemAB == gold[i] || verdicts[i].ItemBA == gold[i]),
            FirstPositionRate = (double)first / (first + second),
        };

        double Share(Func<int, bool> right) => (double)Enumerable.Range(0, gold.Count).Count(right) / gold.Count;
    }
}
