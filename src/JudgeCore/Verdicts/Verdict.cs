namespace JudgeCore.Verdicts;

/// <summary>The judge's answer to one request.</summary>
/// <param name="Label">The most probable of the task's verdict labels.</param>
/// <param name="Confidence">Its probability, 0 to 1.</param>
/// <param name="Distribution">Probability of every verdict label; they add up to 1.</param>
/// <param name="Score">Scales: the expected position of the answer, 1 to the number of labels; otherwise null.</param>
/// <param name="Rationale">What the model wrote before its label; null in mode verdict. A joint pair's is that of the order A, B.</param>
/// <param name="Mode">The mode that was used.</param>
/// <param name="Strategy">Pairs: the strategy that was used.</param>
/// <param name="Swap">Joint pairs: the report on both orders.</param>
/// <param name="Model">The weights that answered.</param>
/// <param name="Usage">Tokens read and written.</param>
/// <param name="Timings">Where the time went.</param>
public sealed record Verdict(
    string Label,
    double Confidence,
    IReadOnlyDictionary<string, double> Distribution,
    double? Score,
    string? Rationale,
    VerdictMode Mode,
    PairStrategy? Strategy,
    SwapReport? Swap,
    ModelIdentity Model,
    TokenUsage Usage,
    JudgeTimings Timings
)
{
    /// <summary>True when the confidence is below the task's calibrated threshold: the verdict should go to a person.</summary>
    public bool Abstained { get; init; }
}
