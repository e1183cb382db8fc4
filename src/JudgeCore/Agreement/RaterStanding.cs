namespace JudgeCore.Agreement;

/// <summary>What the evidence says about a rater.</summary>
public enum RaterStanding
{
    /// <summary>Clearly better than chance, beyond doubt; votes count by their weight.</summary>
    Reliable,

    /// <summary>Too few votes, or too few items of some label, to tell; votes count by the estimate so far.</summary>
    Unproven,

    /// <summary>Answers carry little or nothing about the truth; weight 0.</summary>
    Chance,

    /// <summary>Clearly answers the opposite, beyond doubt: weight 0 and a case for a person to look at, never used inverted.</summary>
    Inverted,
}
