using JudgeCore.Agreement;

namespace Trainer.Rewards;

/// <summary>Rewards of pairwise verdicts, which count only if the order in which the images are shown does not decide.</summary>
internal static class PairReward
{
    /// <summary>1 if both orders name the right image, else 0; an abstention in either gives 0.</summary>
    public static double RightInBothOrders(SwappedVerdict verdict, PairChoice gold) => verdict.RightInBothOrders(gold) ? 1 : 0;

    /// <summary>Rewards of two groups that judge the same pair in opposite orders: a right verdict earns the share of the other order's
    /// verdicts that are right too, so that a judge gains nothing from a preferred position.</summary>
    /// <param name="shown">Verdicts of one order, as submitted images; null where it gave none.</param>
    /// <param name="swapped">Verdicts of the other order.</param>
    /// <param name="gold">The right image.</param>
    /// <returns>Rewards of <paramref name="shown"/>.</returns>
    public static double[] AgainstOtherOrder(
        IReadOnlyList<PairChoice?> shown,
        IReadOnlyList<PairChoice?> swapped,
        PairChoice gold
    )
    {
        var others = swapped.Count == 0 ? double.NaN : (double)swapped.Count(choice => choice == gold) / swapped.Count;
        return [.. shown.Select(choice => choice == gold ? others : 0)];
    }

    /// <summary>The same for verdicts that already have a reward of their own: each earns its reward times the other order's mean.</summary>
    /// <param name="shown">Rewards of one order's verdicts, 0 to 1.</param>
    /// <param name="swapped">Rewards of the other order's.</param>
    public static double[] AgainstOtherOrder(IReadOnlyList<double> shown, IReadOnlyList<double> swapped)
    {
        double others = swapped.Average();
        return [.. shown.Select(reward => reward * others)];
    }
}
