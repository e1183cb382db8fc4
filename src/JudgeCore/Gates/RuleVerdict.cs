namespace JudgeCore.Gates;

/// <summary>How one rule came out.</summary>
public enum RuleVerdict
{
    Passed,

    Failed,

    /// <summary>Too few items to tell.</summary>
    Undecided,
}
