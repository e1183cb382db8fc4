namespace JudgeCore.Gates;

/// <summary>What a gate says of a candidate.</summary>
public enum GateOutcome
{
    /// <summary>Every rule holds.</summary>
    Passed,

    /// <summary>At least one rule is broken.</summary>
    Failed,

    /// <summary>No rule is broken, but there are too few held-out items to say that all hold.</summary>
    InsufficientEvidence,
}
