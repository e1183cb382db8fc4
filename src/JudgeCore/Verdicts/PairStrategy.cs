namespace JudgeCore.Verdicts;

/// <summary>How a pair is judged.</summary>
public enum PairStrategy
{
    /// <summary>Both images in one prompt, asked in both orders; the two distributions are combined and a flip is reported.</summary>
    Joint,

    /// <summary>Each image alone on the pointwise twin; the two results are compared.</summary>
    Independent,
}
