namespace JudgeCore.Gates;

/// <summary>Where held-out items come from.</summary>
public enum EvidenceSource
{
    /// <summary>A held-out file: what people said.</summary>
    Data,

    /// <summary>The gym's reserved items.</summary>
    Gym,
}
