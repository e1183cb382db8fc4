namespace JudgeCore.Agreement;

/// <summary>Truth from the votes of fallible raters, by expectation-maximisation (Dawid and Skene 1979). Follows crowd-kit's conventions:
/// no smoothing, soft counts and priors kept above 1e-10, and a likelihood bound that counts the prior once a vote.</summary>
public static class CrowdEstimator
{
    private const double Smallest = 1e-10;

    /// <param name="items">How many items there are.</param>
    /// <param name="raters">How many raters there are.</param>
    /// <param name="classes">How many labels there are, at least two.</param>
    /// <param name="votes">At most one a rater and item.</param>
    /// <param name="model">How raters err.</param>
    /// <param name="gold">Known true labels of some items.</param>
    /// <param name="rounds">Most rounds.</param>
    /// <param name="tolerance">Stops after the first round that improves the bound by less; null runs all rounds.</param>
    /// <returns>With a majority that is wrong, the mirrored answer: votes alone cannot tell.</returns>
    /// <exception cref="ArgumentException">A vote or gold label lies outside the stated numbers, or there is no vote.</exception>
    public static CrowdFit Fit(
        int items,
        int raters,
        int classes,
        IReadOnlyList<Vote> votes,
        CrowdModel model = CrowdModel.DawidSkene,
        IReadOnlyDictionary<int, int>? gold = null,
        int rounds = 100,
        double? tolerance = 1e-5
    )
    {
        ArgumentNullException.ThrowIfNull(votes);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rounds);
        Validate(items, raters, classes, votes, gold);

        var voted = votes.Select(v => v.Item).Distinct().Order().ToArray();
        var q = MajorityVote.Shares(items, classes, votes);
        SetGold(q, gold);
        var priors = MeanOf(q, voted, classes);
        var (errors, skills) = Maximise(q, raters, classes, votes, model);
        var history = new List<double>();
        var before = double.NegativeInfinity;
        while (history.Count < rounds)
        {
            q = Expect(priors, errors, items, classes, votes);
            SetGold(q, gold);
            priors = MeanOf(q, voted, classes);
            (errors, skills) = Maximise(q, raters, classes, votes, model);
            var bound = Bound(q, priors, errors, voted, votes);
            history.Add(bound);
            if (bound - before < tolerance)
                break;
            before = bound;
        }

        foreach (var row in q)
        {
            for (var k = 0; k < classes; k++)
                row[k] = Math.Max(row[k], Smallest);
        }
        return new()
        {
            Posterior = q,
            Priors = priors,
            Errors = errors,
            Skills = skills,
            LossHistory = history,
        };
    }

    private static void Validate(
        int items,
        int raters,
        int classes,
        IReadOnlyList<Vote> votes,
        IReadOnlyDictionary<int, int>? gold
    )
    {
        if (votes.Count == 0)
            throw new ArgumentException("There is no vote to learn from.", nameof(votes));
        foreach (var v in votes)
        {
            if ((uint)v.Item >= (uint)items || (uint)v.Rater >= (uint)raters || (uint)v.Label >= (uint)classes)
                throw new ArgumentException(
                    $"{v} lies outside {items} items, {raters} raters and {classes} labels.",
                    nameof(votes)
                );
        }
        foreach (var (item, label) in gold ?? new Dictionary<int, int>())
        {
            if ((uint)item >= (uint)items || (uint)label >= (uint)classes)
                throw new ArgumentException(
                    $"Gold label {label} of item {item} lies outside {items} items and {classes} labels.",
                    nameof(gold)
                );
        }
    }

    private static void SetGold(double[][] q, IReadOnlyDictionary<int, int>? gold)
    {
        foreach (var (item, label) in gold ?? new Dictionary<int, int>())
        {
            Array.Clear(q[item]);
            q[item][label] = 1;
        }
    }

    private static double[] MeanOf(double[][] q, int[] voted, int classes)
    {
        var mean = new double[classes];
        foreach (var item in voted)
        {
            for (var k = 0; k < classes; k++)
                mean[k] += q[item][k] / voted.Length;
        }
        return mean;
    }

    // E-step: q proportional to prior times the raters' error probabilities, in logarithms.
    private static double[][] Expect(double[] priors, double[][][] errors, int items, int classes, IReadOnlyList<Vote> votes)
    {
        var q = new double[items][];
        for (var i = 0; i < items; i++)
            q[i] = Array.ConvertAll(priors, p => Math.Log(Math.Max(p, Smallest)));
        foreach (var vote in votes)
        {
            for (var k = 0; k < classes; k++)
                q[vote.Item][k] += Math.Log(errors[vote.Rater][vote.Label][k]);
        }
        foreach (var row in q)
        {
            var maximum = row.Max();
            double sum = 0;
            for (var k = 0; k < classes; k++)
                sum += row[k] = Math.Exp(row[k] - maximum);
            for (var k = 0; k < classes; k++)
                row[k] /= sum;
        }
        return q;
    }

    private static (double[][][] Errors, double[]? Skills) Maximise(
        double[][] q,
        int raters,
        int classes,
        IReadOnlyList<Vote> votes,
        CrowdModel model
    ) =>
        model switch
        {
            CrowdModel.DawidSkene => (RaterErrors.Confusions(q, raters, classes, votes, Smallest), null),
            CrowdModel.OneCoin => RaterErrors.OneCoin(q, raters, classes, votes, Smallest),
            _ => throw new ArgumentOutOfRangeException(nameof(model), model, "Unknown crowd model."),
        };

    // (sum over votes of q (log error + log prior) - sum over items of q log q) / votes.
    private static double Bound(double[][] q, double[] priors, double[][][] errors, int[] voted, IReadOnlyList<Vote> votes)
    {
        double sum = 0;
        foreach (var vote in votes)
        {
            for (var k = 0; k < priors.Length; k++)
            {
                var evidence = Math.Log(errors[vote.Rater][vote.Label][k]) + Math.Log(Math.Max(priors[k], Smallest));
                sum += q[vote.Item][k] * evidence;
            }
        }
        foreach (var item in voted)
        {
            foreach (var p in q[item])
                sum -= Math.Max(p, Smallest) * Math.Log(Math.Max(p, Smallest));
        }
        return sum / votes.Count;
    }
}
