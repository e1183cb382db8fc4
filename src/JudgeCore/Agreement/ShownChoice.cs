namespace JudgeCore.Agreement;

/// <summary>Which of two images is better, by the position in which the judge saw them.</summary>
public enum ShownChoice
{
    First,
    Second,
    Tie,
}
