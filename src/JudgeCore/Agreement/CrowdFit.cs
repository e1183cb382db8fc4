namespace JudgeCore.Agreement;

/// <summary>What several raters' votes say about the items and about the raters.</summary>
public sealed record CrowdFit
{
    /// <summary>[item][label] P(true label | votes), clipped below at 1e-10. An item without votes has the priors.</summary>
    public required IReadOnlyList<double[]> Posterior { get; init; }

    /// <summary>Share of each true label.</summary>
    public required double[] Priors { get; init; }

    /// <summary>[rater][observed][true] P(rater says observed | true label), over the labels that the rater ever used; NaN for others.</summary>
    public required IReadOnlyList<double[][]> Errors { get; init; }

    /// <summary>One-coin: each rater's accuracy, NaN for a rater without votes; null for Dawid-Skene.</summary>
    public IReadOnlyList<double>? Skills { get; init; }

    /// <summary>The likelihood bound after each round, a vote.</summary>
    public required IReadOnlyList<double> LossHistory { get; init; }

    /// <summary>How many rounds were run.</summary>
    public int Rounds => LossHistory.Count;

    /// <summary>The most probable label of an item; the first of several.</summary>
    public int Label(int item) => Array.IndexOf(Posterior[item], Posterior[item].Max());

    /// <summary>How much a rater tells: Youden's J, the mean over true labels of P(right) scaled so that chance is 0 and perfection 1.
    /// Negative for a rater who inverts. For two labels it is P(1|1) - P(1|0).</summary>
    public double YoudenJ(int rater)
    {
        var errors = Errors[rater];
        var classes = Priors.Length;
        var right = Enumerable.Range(0, classes).Sum(k => double.IsNaN(errors[k][k]) ? 0 : errors[k][k]);
        return (right - 1) / (classes - 1);
    }

    /// <summary>How often a rater is right on items as frequent as the priors say: the sum over labels of prior times P(right).</summary>
    public double Accuracy(int rater) =>
        Enumerable.Range(0, Priors.Length).Sum(k => double.IsNaN(Errors[rater][k][k]) ? 0 : Priors[k] * Errors[rater][k][k]);
}
