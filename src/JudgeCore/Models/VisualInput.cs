using static TorchSharp.torch;

namespace JudgeCore.Models;

/// <summary>Image features of a batch and their places in it.</summary>
/// <param name="Features">Rows in the order of <paramref name="Index"/>.</param>
/// <param name="Index">[tokens] int64: where each row goes in the flattened [batch * seq] sequence.</param>
internal sealed record VisualInput(VisualFeatures Features, Tensor Index);
