namespace JudgeBench;

/// <summary>When callers who know nothing of each other ask: a Poisson process, the same for the same seed.</summary>
internal static class PoissonArrivals
{
    /// <param name="perSecond">Mean rate.</param>
    /// <param name="length">No arrival is later.</param>
    /// <param name="seed">Of the gaps.</param>
    /// <returns>Times from the beginning, ascending.</returns>
    public static List<TimeSpan> Of(double perSecond, TimeSpan length, int seed)
    {
        var random = new Random(seed);
        List<TimeSpan> times = [];
        double at = 0; // seconds
        while (true)
        {
            at -= Math.Log(1 - random.NextDouble()) / perSecond; // exponential gaps
            if (at > length.TotalSeconds)
            {
                return times;
            }

            times.Add(TimeSpan.FromSeconds(at));
        }
    }
}
