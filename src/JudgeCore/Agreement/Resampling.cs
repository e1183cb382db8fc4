namespace JudgeCore.Agreement;

/// <summary>Resamples of item indices with replacement, reproducible from a seed.</summary>
internal static class Resampling
{
    /// <returns>[round][n] indices, 0 to n-1.</returns>
    public static int[][] Indices(int n, int rounds, int seed)
    {
        var random = new Random(seed);
        var indices = new int[rounds][];
        for (var r = 0; r < rounds; r++)
        {
            indices[r] = new int[n];
            for (var i = 0; i < n; i++)
                indices[r][i] = random.Next(n);
        }
        return indices;
    }
}
