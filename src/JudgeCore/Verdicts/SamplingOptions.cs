namespace JudgeCore.Verdicts;

/// <summary>Seeded sampling of a reasoned answer instead of the greedy one.</summary>
/// <param name="Temperature">Above 0; 1 samples the model's own distribution.</param>
/// <param name="Seed">Same seed, same weights, same request: same answer, alone or in a batch.</param>
public sealed record SamplingOptions(double Temperature, int Seed);
