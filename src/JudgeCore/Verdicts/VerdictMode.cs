namespace JudgeCore.Verdicts;

/// <summary>How the judge answers.</summary>
public enum VerdictMode
{
    /// <summary>The label alone: one prefill, no decoding.</summary>
    Verdict,

    /// <summary>Reasoning between think marks first, then the label.</summary>
    Reasoned,
}
