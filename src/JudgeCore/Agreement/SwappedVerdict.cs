namespace JudgeCore.Agreement;

/// <summary>A pair's verdict in both orders; null where the judge abstained.</summary>
/// <param name="ShownAB">The answer with A shown first.</param>
/// <param name="ShownBA">The answer with B shown first.</param>
public readonly record struct SwappedVerdict(ShownChoice? ShownAB, ShownChoice? ShownBA)
{
    /// <summary>The first order's answer as a submitted image.</summary>
    public PairChoice? ItemAB => Map(ShownAB, PairChoice.A, PairChoice.B);

    /// <summary>The second order's answer as a submitted image.</summary>
    public PairChoice? ItemBA => Map(ShownBA, PairChoice.B, PairChoice.A);

    /// <summary>Whether both orders name the same image; null where one abstained.</summary>
    public bool? Consistent => ItemAB is null || ItemBA is null ? null : ItemAB == ItemBA;

    /// <summary>Whether both orders name <paramref name="gold"/>: what a pairwise judge is rewarded for.</summary>
    public bool RightInBothOrders(PairChoice gold) => ItemAB == gold && ItemBA == gold;

    private static PairChoice? Map(ShownChoice? shown, PairChoice first, PairChoice second) =>
        shown switch
        {
            ShownChoice.First => first,
            ShownChoice.Second => second,
            ShownChoice.Tie => PairChoice.Tie,
            _ => null,
        };
}
