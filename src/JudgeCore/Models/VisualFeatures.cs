using static TorchSharp.torch;

namespace JudgeCore.Models;

/// <summary>What the vision tower makes of images.</summary>
/// <param name="Merged">[tokens, hidden]: one row a visual token, images one after another.</param>
/// <param name="Deepstack">Likewise, one tensor a deepstack level, added after text layer k; empty for families without.</param>
internal sealed record VisualFeatures(Tensor Merged, IReadOnlyList<Tensor> Deepstack);
