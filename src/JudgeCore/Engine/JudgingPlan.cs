using JudgeCore.Tasks;
using JudgeCore.Verdicts;

namespace JudgeCore.Engine;

/// <summary>How one request is asked.</summary>
/// <param name="Mode">Bare label or reasoning first.</param>
/// <param name="Strategy">Pairs only.</param>
/// <param name="Asked">The task whose labels the prompts ask for: the pointwise twin under strategy independent.</param>
/// <param name="Prompts">One; two for a pair (both orders, or both images alone).</param>
internal sealed record JudgingPlan(
    VerdictMode Mode,
    PairStrategy? Strategy,
    JudgingTask Asked,
    IReadOnlyList<EnginePrompt> Prompts
);
