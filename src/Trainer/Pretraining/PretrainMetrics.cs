namespace Trainer.Pretraining;

/// <summary>One line of a pretraining run's metrics.jsonl: means over the steps since the last line.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="LearningRate">Used at the last of them.</param>
/// <param name="Loss">Mean negative log-likelihood of a completion token, nats.</param>
/// <param name="GradientNorm">Before clipping.</param>
/// <param name="Exact">Share of answers whose every token was the most probable one, by kind of row.</param>
/// <param name="ImagesPerSecond">Pictures trained on.</param>
/// <param name="SecondsLeft">At this speed.</param>
internal sealed record PretrainMetrics(
    int Step,
    double LearningRate,
    double Loss,
    double GradientNorm,
    IReadOnlyDictionary<string, double> Exact,
    double ImagesPerSecond,
    double SecondsLeft
);
