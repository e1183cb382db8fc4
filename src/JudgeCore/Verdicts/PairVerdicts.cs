// How two readings of a pair become one distribution over A and B. Pure arithmetic.
namespace JudgeCore.Verdicts;

/// <summary>Combines what a judge said of a pair in two orders, or of its two images alone.</summary>
internal static class PairVerdicts
{
    /// <summary>Strategy joint: the mean of both orders, so that a preference for a position cancels.</summary>
    /// <param name="shownAb">[2] probabilities of "first" and "second" with A shown first.</param>
    /// <param name="shownBa">[2] the same with B shown first.</param>
    public static (double[] Distribution, SwapReport Swap) Joint(double[] shownAb, double[] shownBa)
    {
        double a = (shownAb[0] + shownBa[1]) / 2;
        string forward = shownAb[0] >= shownAb[1] ? "A" : "B";
        string backward = shownBa[1] >= shownBa[0] ? "A" : "B";
        return ([a, 1 - a], new SwapReport([forward, backward], forward != backward));
    }

    /// <summary>Strategy independent: the probability that A's label is the better one, given that they differ.</summary>
    /// <param name="a">[labels] probabilities for image A, labels from worst to best.</param>
    /// <param name="b">[labels] the same for image B.</param>
    public static double[] Independent(double[] a, double[] b)
    {
        double win = 0;
        double loss = 0;
        for (int i = 0; i < a.Length; i++)
        {
            for (int j = 0; j < b.Length; j++)
            {
                win += i > j ? a[i] * b[j] : 0;
                loss += i < j ? a[i] * b[j] : 0;
            }
        }

        double preferA = win + loss > 0 ? win / (win + loss) : 0.5;
        return [preferA, 1 - preferA];
    }
}
