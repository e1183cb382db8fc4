// Post-stratification: raters see uncertain verdicts first, so reviewed judgments are weighted until they are as uncertain, taken together, as all are.
using JudgeApi.Reviews;

namespace JudgeApi.Statistics;

internal static class Strata
{
    /// <summary>Finest degrees of uncertainty (0 to 2) that are told apart, a unit.</summary>
    public const int PerUnit = 20;

    // A stratum with fewer reviewed judgments is joined to its neighbour.
    private const int Fewest = 5;

    /// <summary>Weights that add up to the number of cases.</summary>
    /// <param name="cases">Reviewed judgments.</param>
    /// <param name="all">How many judgments there are of each degree, a fair sample of all.</param>
    public static IReadOnlyList<RatedCase> Weigh(IReadOnlyList<RatedCase> cases, IReadOnlyDictionary<int, int> all)
    {
        int population = all.Values.Sum();
        if (cases.Count == 0 || population == 0)
        {
            return cases;
        }

        var byDegree = cases.ToLookup(DegreeOf);
        List<(List<RatedCase> Cases, int Population)> strata = [];
        List<RatedCase> open = [];
        int size = 0;
        foreach (int degree in all.Keys.Concat(cases.Select(DegreeOf)).Distinct().Order())
        {
            open.AddRange(byDegree[degree]);
            size += all.GetValueOrDefault(degree);
            if (open.Count >= Fewest && size > 0)
            {
                strata.Add((open, size));
                (open, size) = ([], 0);
            }
        }

        if (strata.Count == 0)
        {
            return cases;
        }

        // What is left over at the uncertain end belongs to the last stratum.
        strata[^1] = ([.. strata[^1].Cases, .. open], strata[^1].Population + size);
        return
        [
            .. strata.SelectMany(stratum =>
                stratum.Cases.Select(one =>
                    one with
                    {
                        Weight = (double)stratum.Population / population * cases.Count / stratum.Cases.Count,
                    }
                )
            ),
        ];
    }

    private static int DegreeOf(RatedCase one) =>
        (int)Math.Floor(ReviewShares.Uncertainty(one.Distribution, one.Flipped) * PerUnit);
}
