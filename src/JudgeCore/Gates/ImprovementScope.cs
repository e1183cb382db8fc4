namespace JudgeCore.Gates;

/// <summary>What must improve where several tasks were corrected.</summary>
public enum ImprovementScope
{
    /// <summary>The mean over the tasks, each counting alike.</summary>
    Together,

    /// <summary>Every one of them.</summary>
    Each,
}
