namespace JudgeApi.Statistics;

/// <summary>The last twenty-four hours.</summary>
/// <param name="Hours">The oldest first; the last one is not over.</param>
/// <param name="MedianMs">Of waiting, pictures and model together; null: nothing was judged.</param>
/// <param name="SlowMs">The 95th percentile.</param>
internal sealed record Traffic(IReadOnlyList<TrafficHour> Hours, double? MedianMs, double? SlowMs)
{
    public int Judgments => Hours.Sum(hour => hour.Judgments);
}
