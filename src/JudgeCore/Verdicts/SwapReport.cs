namespace JudgeCore.Verdicts;

/// <summary>What a pair's two orders said, each mapped back to the submitted images.</summary>
/// <param name="Verdicts">"A" or "B": first with A shown first, then with B shown first.</param>
/// <param name="Flipped">True when the two differ, that is, when the order decided.</param>
public sealed record SwapReport(IReadOnlyList<string> Verdicts, bool Flipped);
