namespace JudgeCore.Agreement;

/// <summary>Fleiss' kappa (1971): agreement of a fixed number of raters an item on nominal categories.</summary>
public static class FleissKappa
{
    /// <param name="counts">[item][category]: how many raters chose it. Every item has the same number of raters, at least two.</param>
    /// <returns>NaN without items, with one rater an item, or where only one category was ever used.</returns>
    /// <exception cref="ArgumentException">Items have different numbers of raters.</exception>
    public static double Of(IReadOnlyList<IReadOnlyList<int>> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        if (counts.Count == 0)
            return double.NaN;
        double raters = counts[0].Sum();
        var totals = new double[counts[0].Count];
        double agreement = 0;
        for (var i = 0; i < counts.Count; i++)
        {
            if (counts[i].Sum() != (int)raters || counts[i].Count != totals.Length)
                throw new ArgumentException(
                    $"Item {i} has {counts[i].Sum()} ratings in {counts[i].Count} categories, item 0 has {raters} in {totals.Length}."
                );
            double squares = 0;
            for (var c = 0; c < totals.Length; c++)
            {
                totals[c] += counts[i][c];
                squares += (double)counts[i][c] * counts[i][c];
            }
            agreement += (squares - raters) / (raters * (raters - 1));
        }
        agreement /= counts.Count;
        var chance = totals.Sum(t => t / (counts.Count * raters) * (t / (counts.Count * raters)));
        return totals.Count(t => t > 0) < 2 ? double.NaN : (agreement - chance) / (1 - chance);
    }
}
