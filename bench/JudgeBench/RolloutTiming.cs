namespace JudgeBench;

/// <summary>Sampling of many answers.</summary>
/// <param name="Precision">fp32 or bf16.</param>
/// <param name="Prompts">Questions.</param>
/// <param name="Group">Answers to each.</param>
/// <param name="TogetherPerSecond">Tokens written through the engine, all sequences at once.</param>
/// <param name="AlonePerSecond">Tokens written one answer after the other, each reading its prompt.</param>
/// <param name="AloneSharingPerSecond">The same, the answers to a question sharing the reading of its prompt.</param>
/// <param name="LogProbGap">Mean absolute difference of a sampled token's log-probability to the trainer's recomputation.</param>
/// <param name="LargestLogProbGap">The largest one.</param>
internal sealed record RolloutTiming(
    string Precision,
    int Prompts,
    int Group,
    double TogetherPerSecond,
    double AlonePerSecond,
    double AloneSharingPerSecond,
    double LogProbGap,
    double LargestLogProbGap
);
