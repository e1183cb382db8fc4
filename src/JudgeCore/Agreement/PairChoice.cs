namespace JudgeCore.Agreement;

/// <summary>Which of two submitted images is better.</summary>
public enum PairChoice
{
    A,
    B,
    Tie,
}
