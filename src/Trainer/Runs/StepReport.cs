namespace Trainer.Runs;

/// <summary>How a step went.</summary>
/// <param name="Metrics">Numbers of metrics.jsonl.</param>
/// <param name="Completions">Sampled completions, for completions.jsonl; empty where the step writes none.</param>
internal sealed record StepReport(IReadOnlyDictionary<string, double> Metrics, IReadOnlyList<CompletionLine> Completions);
