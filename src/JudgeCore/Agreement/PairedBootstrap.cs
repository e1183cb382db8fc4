namespace JudgeCore.Agreement;

/// <summary>Two judges on the same items: the differences first - second in accuracy and kappa, resampled together.</summary>
/// <param name="Accuracy">Difference in accuracy over all items.</param>
/// <param name="Kappa">Difference in unweighted kappa; NaN where either is undefined.</param>
/// <param name="AccuracyDifferences">One value a resample.</param>
/// <param name="KappaDifferences">One value a resample; NaN where either kappa is undefined.</param>
public sealed record PairedBootstrap(
    double Accuracy,
    double Kappa,
    IReadOnlyList<double> AccuracyDifferences,
    IReadOnlyList<double> KappaDifferences
)
{
    /// <summary>The central interval of the accuracy difference.</summary>
    public Interval AccuracyInterval(double level = 0.95) => Percentile.Central(AccuracyDifferences, level);

    /// <summary>The central interval of the kappa difference, over the resamples where it is defined.</summary>
    public Interval KappaInterval(double level = 0.95) => Percentile.Central(KappaDifferences, level);

    /// <summary>Draws its own resamples.</summary>
    /// <param name="truth">True class indices.</param>
    /// <param name="first">Predictions of the first judge, or <see cref="ClassLabels.Abstained"/>: a wrong answer and a category of its own.</param>
    /// <param name="second">Predictions of the second judge.</param>
    /// <param name="seed">Makes the result reproducible.</param>
    /// <param name="rounds">Resamples.</param>
    public static PairedBootstrap Of(
        ReadOnlySpan<int> truth,
        ReadOnlySpan<int> first,
        ReadOnlySpan<int> second,
        int seed,
        int rounds = 1000
    ) => Of(truth, first, second, Resampling.Indices(truth.Length, rounds, seed));

    /// <summary>Uses the given resamples: [round][item] indices.</summary>
    /// <inheritdoc cref="Of(ReadOnlySpan{int}, ReadOnlySpan{int}, ReadOnlySpan{int}, int, int)" path="/param"/>
    public static PairedBootstrap Of(
        ReadOnlySpan<int> truth,
        ReadOnlySpan<int> first,
        ReadOnlySpan<int> second,
        IReadOnlyList<IReadOnlyList<int>> indices
    )
    {
        ArgumentNullException.ThrowIfNull(indices);
        if (truth.Length != first.Length || truth.Length != second.Length)
            throw new ArgumentException($"There are {truth.Length} items but {first.Length} and {second.Length} predictions.");
        var classes = 1;
        for (var i = 0; i < truth.Length; i++)
            classes = Math.Max(classes, 1 + Math.Max(truth[i], Math.Max(first[i], second[i])));

        var everything = Enumerable.Range(0, truth.Length).ToArray();
        var (accuracy, kappa) = Difference(truth, first, second, everything, classes);
        var accuracies = new double[indices.Count];
        var kappas = new double[indices.Count];
        for (var r = 0; r < indices.Count; r++)
            (accuracies[r], kappas[r]) = Difference(truth, first, second, indices[r], classes);
        return new(accuracy, kappa, accuracies, kappas);
    }

    private static (double Accuracy, double Kappa) Difference(
        ReadOnlySpan<int> truth,
        ReadOnlySpan<int> first,
        ReadOnlySpan<int> second,
        IReadOnlyList<int> sample,
        int classes
    )
    {
        var a = Scores(truth, first, sample, classes);
        var b = Scores(truth, second, sample, classes);
        return (a.Accuracy - b.Accuracy, a.Kappa - b.Kappa);
    }

    private static (double Accuracy, double Kappa) Scores(
        ReadOnlySpan<int> truth,
        ReadOnlySpan<int> predicted,
        IReadOnlyList<int> sample,
        int classes
    )
    {
        // An abstention is the last category.
        var counts = new int[classes + 1][];
        for (var c = 0; c <= classes; c++)
            counts[c] = new int[classes + 1];
        var right = 0;
        foreach (var i in sample)
        {
            right += truth[i] == predicted[i] ? 1 : 0;
            counts[truth[i]][predicted[i] == ClassLabels.Abstained ? classes : predicted[i]]++;
        }
        return ((double)right / sample.Count, CohenKappa.Of(counts));
    }
}
