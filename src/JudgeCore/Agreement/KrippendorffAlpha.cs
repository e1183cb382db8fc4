namespace JudgeCore.Agreement;

/// <summary>Krippendorff's alpha ("Computing Krippendorff's Alpha-Reliability", 2011): agreement of any number of raters with gaps.</summary>
public static class KrippendorffAlpha
{
    /// <param name="ratings">[rater][unit]; null where a rater did not rate a unit. All rows have the same length.</param>
    /// <param name="level">What the distance between two ratings means.</param>
    /// <returns>1 for perfect agreement, 0 for chance, below for systematic disagreement; NaN where fewer than two different values
    /// are left in units that at least two raters rated.</returns>
    public static double Of(IReadOnlyList<IReadOnlyList<double?>> ratings, MeasurementLevel level)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        var units = PairableUnits(ratings);
        var values = units.SelectMany(u => u).Distinct().Order().ToArray();
        var position = new Dictionary<double, int>();
        for (var i = 0; i < values.Length; i++)
            position[values[i]] = i;

        // Coincidences: each unit with m ratings gives 1/(m-1) to every ordered pair of different raters.
        var coincidences = new double[values.Length, values.Length];
        var totals = new double[values.Length];
        foreach (var unit in units)
        {
            for (var a = 0; a < unit.Count; a++)
            {
                totals[position[unit[a]]]++;
                for (var b = 0; b < unit.Count; b++)
                {
                    if (a != b)
                        coincidences[position[unit[a]], position[unit[b]]] += 1.0 / (unit.Count - 1);
                }
            }
        }

        var all = totals.Sum();
        double observed = 0;
        double expected = 0;
        for (var a = 0; a < values.Length; a++)
        {
            // Ordinal: ratings from value a up to value b, the two ends counted half.
            var between = totals[a];
            for (var b = a + 1; b < values.Length; b++)
            {
                between += totals[b];
                var distance = level switch
                {
                    MeasurementLevel.Nominal => 1,
                    MeasurementLevel.Ordinal => Square(between - (totals[a] + totals[b]) / 2),
                    MeasurementLevel.Interval => Square(values[a] - values[b]),
                    _ => throw new ArgumentOutOfRangeException(nameof(level), level, "Unknown measurement level."),
                };
                observed += (coincidences[a, b] + coincidences[b, a]) * distance;
                expected += 2 * totals[a] * totals[b] * distance;
            }
        }
        return expected == 0 ? double.NaN : 1 - (all - 1) * observed / expected;
    }

    private static List<List<double>> PairableUnits(IReadOnlyList<IReadOnlyList<double?>> ratings)
    {
        var count = ratings.Count == 0 ? 0 : ratings[0].Count;
        var units = new List<List<double>>();
        for (var u = 0; u < count; u++)
        {
            var unit = new List<double>();
            for (var r = 0; r < ratings.Count; r++)
            {
                if (ratings[r].Count != count)
                    throw new ArgumentException($"ratings[{r}] has {ratings[r].Count} units, not {count}.", nameof(ratings));
                if (ratings[r][u] is { } value)
                    unit.Add(value);
            }
            if (unit.Count >= 2)
                units.Add(unit);
        }
        return units;
    }

    private static double Square(double x) => x * x;
}
