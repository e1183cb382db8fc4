using static TorchSharp.torch;

namespace JudgeCore.Models;

/// <summary>What one forward pass of the text stack sees.</summary>
/// <param name="InputIds">[batch, seq] int64; image placeholder tokens stand where <paramref name="Visual"/> goes.</param>
/// <param name="PositionIds">[3, batch, seq] int64: time, height, width.</param>
/// <param name="AttentionMask">[batch, 1, seq, keys] bool, true where a query may look at a key (keys = cached + seq; a query that may look at none sees the mean of all); null: causal, no padding, no cache.</param>
/// <param name="Visual">Image features and where they go; null where the batch has none.</param>
internal sealed record ModelInput(Tensor InputIds, Tensor PositionIds, Tensor? AttentionMask, VisualInput? Visual);
