namespace JudgeCore.Agreement;

/// <summary>Agreement of a scale judge with people on the order of every pair of items, ties included (Deutsch et al. 2023).</summary>
/// <param name="Concordant">Pairs that both put in the same order.</param>
/// <param name="Discordant">Pairs that they put in opposite order.</param>
/// <param name="TieHumanOnly">Pairs that only people tie.</param>
/// <param name="TieJudgeOnly">Pairs that only the judge ties.</param>
/// <param name="TieBoth">Pairs that both tie.</param>
public sealed record PairOrderAgreement(long Concordant, long Discordant, long TieHumanOnly, long TieJudgeOnly, long TieBoth)
{
    /// <summary>acc_eq: share of the pairs on which both agree, a common tie being agreement; NaN with fewer than two items.</summary>
    public double Accuracy => (double)(Concordant + TieBoth) / (Concordant + Discordant + TieHumanOnly + TieJudgeOnly + TieBoth);

    /// <summary>tau_eq = 2 acc_eq - 1.</summary>
    public double Tau => 2 * Accuracy - 1;

    /// <param name="human">People's scores; they tie where equal.</param>
    /// <param name="judge">The judge's scores of the same items.</param>
    /// <param name="judgeTieEpsilon">The judge ties where its scores differ by at most this.</param>
    public static PairOrderAgreement Of(ReadOnlySpan<double> human, ReadOnlySpan<double> judge, double judgeTieEpsilon = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(judgeTieEpsilon);
        if (human.Length != judge.Length)
            throw new ArgumentException($"There are {human.Length} scores of people but {judge.Length} of the judge.");
        long concordant = 0;
        long discordant = 0;
        long tieHuman = 0;
        long tieJudge = 0;
        long tieBoth = 0;
        for (var i = 0; i < human.Length; i++)
        {
            for (var j = i + 1; j < human.Length; j++)
            {
                var humanTies = human[i] == human[j];
                var judgeTies = Math.Abs(judge[i] - judge[j]) <= judgeTieEpsilon;
                if (humanTies && judgeTies)
                    tieBoth++;
                else if (humanTies)
                    tieHuman++;
                else if (judgeTies)
                    tieJudge++;
                else if (human[i] > human[j] == judge[i] > judge[j])
                    concordant++;
                else
                    discordant++;
            }
        }
        return new(concordant, discordant, tieHuman, tieJudge, tieBoth);
    }
}
