namespace JudgeCore.Checkpoints;

/// <summary>How one task's label scores become probabilities that can be trusted; fitted on human corrections.</summary>
/// <param name="Temperature">Divides the labels' log-scores before they are normalised; 1: as the model says.</param>
/// <param name="AbstainBelow">Confidence below which the judge abstains, from 0 (never) to 1.</param>
public sealed record TaskCalibration(double Temperature = 1, double AbstainBelow = 0);
