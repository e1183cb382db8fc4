namespace JudgeCore.Agreement;

/// <summary>Counts of (true class, predicted class) pairs.</summary>
internal static class ConfusionCounts
{
    /// <summary>Counts [true][predicted]; both kinds of index must lie inside the table.</summary>
    public static int[][] Of(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted, int rows, int columns)
    {
        if (truth.Length != predicted.Length)
            throw new ArgumentException($"There are {truth.Length} true labels but {predicted.Length} predictions.");
        var counts = new int[rows][];
        for (var i = 0; i < rows; i++)
            counts[i] = new int[columns];
        for (var i = 0; i < truth.Length; i++)
        {
            if ((uint)truth[i] >= (uint)rows)
                throw new ArgumentException($"truth[{i}] is class {truth[i]}; classes are 0 to {rows - 1}.");
            if ((uint)predicted[i] >= (uint)columns)
                throw new ArgumentException($"predicted[{i}] is class {predicted[i]}; classes are 0 to {columns - 1}.");
            counts[truth[i]][predicted[i]]++;
        }
        return counts;
    }
}
