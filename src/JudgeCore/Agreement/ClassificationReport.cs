namespace JudgeCore.Agreement;

/// <summary>How well predicted classes agree with the true ones: overall, per class, and beyond chance.</summary>
public sealed record ClassificationReport
{
    /// <summary>How many items were counted.</summary>
    public required int Items { get; init; }

    /// <summary>Share of the items that are right; NaN without items.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Mean F1 over all classes, those without any item included (their F1 is 0); NaN without items.</summary>
    public required double MacroF1 { get; init; }

    /// <summary>Mean F1 over the classes that are true or predicted at least once; NaN without items.</summary>
    public required double MacroF1Observed { get; init; }

    /// <summary>Scores of every class, in the order of the labels.</summary>
    public required IReadOnlyList<ClassScores> Classes { get; init; }

    /// <summary>Counts of answered items [true class][predicted class].</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Confusion { get; init; }

    /// <summary>Cohen's kappa; an abstention that is counted is one more category. NaN where undefined.</summary>
    public required double Kappa { get; init; }

    /// <summary>Kappa with cost |i-j|; NaN too where abstentions are counted, which have no place in the order.</summary>
    public required double LinearKappa { get; init; }

    /// <summary>Kappa with cost (i-j)^2; NaN too where abstentions are counted.</summary>
    public required double QuadraticKappa { get; init; }

    /// <summary>Leaves out the items on which the judge abstained.</summary>
    /// <param name="truth">True class indices, 0 to classes-1.</param>
    /// <param name="predicted">Predicted class indices, or <see cref="ClassLabels.Abstained"/>.</param>
    /// <param name="classes">How many classes there are.</param>
    /// <returns>Null where no item is answered.</returns>
    public static ClassificationReport? AnsweredOnly(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted, int classes)
    {
        var table = Count(truth, predicted, classes);
        foreach (var row in table)
            row[classes] = 0;
        return table.Any(row => row.Any(n => n > 0)) ? From(table, classes) : null;
    }

    /// <summary>Counts an abstention as a wrong answer: accuracy and recall fall, precision ignores it.</summary>
    /// <inheritdoc cref="AnsweredOnly" path="/param"/>
    public static ClassificationReport AbstentionIsWrong(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted, int classes) =>
        From(Count(truth, predicted, classes), classes);

    // The last column counts abstentions.
    private static int[][] Count(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        var columns = predicted.ToArray();
        for (var i = 0; i < columns.Length; i++)
        {
            if (columns[i] >= classes)
                throw new ArgumentException($"predicted[{i}] is class {columns[i]}; classes are 0 to {classes - 1}.");
            if (columns[i] == ClassLabels.Abstained)
                columns[i] = classes;
        }
        return ConfusionCounts.Of(truth, columns, classes, classes + 1);
    }

    private static ClassificationReport From(int[][] table, int classes)
    {
        var items = table.Sum(row => row.Sum());
        var abstained = table.Sum(row => row[classes]);
        var right = 0;
        var observed = 0;
        var scores = new ClassScores[classes];
        for (var c = 0; c < classes; c++)
        {
            var hits = table[c][c];
            var support = table[c].Sum();
            var predictions = table.Sum(row => row[c]);
            right += hits;
            observed += support + predictions > 0 ? 1 : 0;
            scores[c] = new(Ratio(hits, predictions), Ratio(hits, support), Ratio(2 * hits, support + predictions), support);
        }

        var confusion = table.Select(row => row[..classes]).ToArray();
        // A square table with the abstention as one more category, which is never true.
        int[][] withAbstention = [.. table, new int[classes + 1]];
        var f1 = scores.Sum(s => s.F1);
        return new()
        {
            Items = items,
            Accuracy = (double)right / items,
            MacroF1 = items == 0 ? double.NaN : f1 / classes,
            MacroF1Observed = f1 / observed,
            Classes = scores,
            Confusion = confusion,
            Kappa = CohenKappa.Of(withAbstention),
            LinearKappa = abstained > 0 ? double.NaN : CohenKappa.Of(confusion, KappaWeighting.Linear),
            QuadraticKappa = abstained > 0 ? double.NaN : CohenKappa.Of(confusion, KappaWeighting.Quadratic),
        };
    }

    private static double Ratio(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
