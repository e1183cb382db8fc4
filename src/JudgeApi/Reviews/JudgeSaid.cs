namespace JudgeApi.Reviews;

/// <summary>The judge's verdict as a rater sees it, where reviews are not blind: A and B are the images in the order in which they are shown.</summary>
internal sealed record JudgeSaid(string Verdict, double Confidence, double? Score);
