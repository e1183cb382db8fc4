using static TorchSharp.torch;

namespace Trainer.Losses;

/// <summary>The loss of one micro-batch.</summary>
/// <param name="Loss">Scalar with gradient; the caller disposes of it after backward.</param>
/// <param name="Metrics">Under TRL's names; NaN where undefined.</param>
internal sealed record PolicyLossResult(Tensor Loss, IReadOnlyDictionary<string, double> Metrics);
