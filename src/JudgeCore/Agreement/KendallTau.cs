namespace JudgeCore.Agreement;

/// <summary>Kendall's tau-b in n log n steps (Knight 1966): discordant pairs are the exchanges of a merge sort.</summary>
internal static class KendallTau
{
    /// <returns>NaN with fewer than two pairs or a constant side.</returns>
    public static double B(double[] x, double[] y)
    {
        var order = new int[x.Length];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(order, (i, j) => x[i] != x[j] ? x[i].CompareTo(x[j]) : y[i].CompareTo(y[j]));
        var sortedX = Array.ConvertAll(order, i => x[i]);
        var sortedY = Array.ConvertAll(order, i => y[i]);

        double all = (long)x.Length * (x.Length - 1) / 2;
        double tiedX = TiedPairs(sortedX.Length, i => sortedX[i] == sortedX[i - 1]);
        double tiedBoth = TiedPairs(sortedX.Length, i => sortedX[i] == sortedX[i - 1] && sortedY[i] == sortedY[i - 1]);
        double discordant = Exchanges(sortedY, new double[sortedY.Length], 0, sortedY.Length);
        double tiedY = TiedPairs(sortedY.Length, i => sortedY[i] == sortedY[i - 1]);

        var untiedX = all - tiedX;
        var untiedY = all - tiedY;
        if (untiedX <= 0 || untiedY <= 0)
            return double.NaN;
        return (all - tiedX - tiedY + tiedBoth - 2 * discordant) / Math.Sqrt(untiedX) / Math.Sqrt(untiedY);
    }

    private static long TiedPairs(int count, Func<int, bool> tiedWithPrevious)
    {
        long pairs = 0;
        long run = 1;
        for (var i = 1; i < count; i++)
        {
            run = tiedWithPrevious(i) ? run + 1 : 1;
            // A run that grows to r adds r-1 pairs.
            pairs += run - 1;
        }
        return pairs;
    }

    /// <summary>Sorts values[start..end) and returns how many pairs stood in the wrong order.</summary>
    private static long Exchanges(double[] values, double[] scratch, int start, int end)
    {
        if (end - start < 2)
            return 0;
        var middle = (start + end) / 2;
        var exchanges = Exchanges(values, scratch, start, middle) + Exchanges(values, scratch, middle, end);
        var (left, right) = (start, middle);
        for (var i = start; i < end; i++)
        {
            if (right >= end || (left < middle && values[left] <= values[right]))
            {
                scratch[i] = values[left++];
            }
            else
            {
                exchanges += middle - left;
                scratch[i] = values[right++];
            }
        }
        Array.Copy(scratch, start, values, start, end - start);
        return exchanges;
    }
}
