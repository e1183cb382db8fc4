namespace JudgeCore.Agreement;

/// <summary>Cohen's kappa (Cohen 1960; weighted: Cohen 1968): 1 - observed disagreement / disagreement expected by chance.</summary>
public static class CohenKappa
{
    /// <param name="confusion">Counts [true class][predicted class], square.</param>
    /// <param name="weighting">What a confusion costs, by the classes' positions.</param>
    /// <returns>NaN where chance cannot disagree: no item, or one class only, even if the agreement is perfect.</returns>
    public static double Of(IReadOnlyList<IReadOnlyList<int>> confusion, KappaWeighting weighting = KappaWeighting.None)
    {
        ArgumentNullException.ThrowIfNull(confusion);
        var classes = confusion.Count;
        var rows = new double[classes];
        var columns = new double[classes];
        double items = 0;
        for (var i = 0; i < classes; i++)
        {
            if (confusion[i].Count != classes)
                throw new ArgumentException(
                    $"confusion[{i}] has {confusion[i].Count} columns, not {classes}.",
                    nameof(confusion)
                );
            for (var j = 0; j < classes; j++)
            {
                rows[i] += confusion[i][j];
                columns[j] += confusion[i][j];
                items += confusion[i][j];
            }
        }

        double observed = 0;
        double expected = 0;
        for (var i = 0; i < classes; i++)
        {
            for (var j = 0; j < classes; j++)
            {
                var cost = Cost(i, j, weighting);
                observed += cost * confusion[i][j];
                expected += cost * rows[i] * columns[j];
            }
        }
        return expected == 0 ? double.NaN : 1 - observed * items / expected;
    }

    /// <param name="truth">Class indices, 0 to classes-1.</param>
    /// <param name="predicted">Class indices of the same length.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <param name="weighting">What a confusion costs.</param>
    public static double Of(
        ReadOnlySpan<int> truth,
        ReadOnlySpan<int> predicted,
        int classes,
        KappaWeighting weighting = KappaWeighting.None
    ) => Of(ConfusionCounts.Of(truth, predicted, classes, classes), weighting);

    private static double Cost(int i, int j, KappaWeighting weighting) =>
        weighting switch
        {
            KappaWeighting.None => i == j ? 0 : 1,
            KappaWeighting.Linear => Math.Abs(i - j),
            KappaWeighting.Quadratic => (double)(i - j) * (i - j),
            _ => throw new ArgumentOutOfRangeException(nameof(weighting), weighting, "Unknown kappa weighting."),
        };
}
