namespace JudgeBench;

/// <summary>Requests that were sent by a schedule, whether or not answers came; latencies in milliseconds.</summary>
/// <param name="ScheduledPerSecond">Mean rate of the Poisson process.</param>
/// <param name="AchievedPerSecond">Judged ones over the time until the last answer.</param>
/// <param name="P50Ms">From when a request was due, not from when it was sent: a generator that falls behind hides nothing.</param>
/// <param name="P95Ms">Of those judged.</param>
/// <param name="P99Ms">Of those judged.</param>
/// <param name="BehindP95Ms">How much later than due requests were sent: inside the latencies.</param>
/// <param name="Judged">Answered with a verdict.</param>
/// <param name="Failed">Refused as too many, broken off, or unanswered when the measurement ended.</param>
internal sealed record OpenLoopResult(
    double ScheduledPerSecond,
    double AchievedPerSecond,
    double P50Ms,
    double P95Ms,
    double P99Ms,
    double BehindP95Ms,
    int Judged,
    int Failed
);
