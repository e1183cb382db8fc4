namespace JudgeBench;

/// <summary>What reuse saves, beside what the skipped work takes by itself; milliseconds.</summary>
/// <param name="What">What is not computed again.</param>
/// <param name="FirstMs">The request that finds nothing to reuse.</param>
/// <param name="AgainMs">The request that does.</param>
/// <param name="SkippedMs">The skipped work alone.</param>
/// <param name="Share">Saving over skipped work.</param>
internal sealed record ReuseTiming(string What, double FirstMs, double AgainMs, double SkippedMs, double Share);
