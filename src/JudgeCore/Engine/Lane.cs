namespace JudgeCore.Engine;

/// <summary>What a sequence is waited for, in the order in which the engine serves them.</summary>
internal enum Lane
{
    /// <summary>A bare verdict: one pass over the prompt.</summary>
    Verdict,

    /// <summary>Reasons before the verdict: a pass for every token.</summary>
    Reasoned,

    /// <summary>A rollout, which nobody waits for.</summary>
    Rollout,
}
