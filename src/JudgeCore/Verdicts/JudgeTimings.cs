namespace JudgeCore.Verdicts;

/// <summary>Milliseconds that a judgment waited, prepared its images, and spent in the model.</summary>
public sealed record JudgeTimings(double QueueMs, double ImageMs, double ModelMs);
