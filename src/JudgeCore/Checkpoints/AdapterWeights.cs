using static TorchSharp.torch;

namespace JudgeCore.Checkpoints;

/// <summary>One module's share of a LoRA adapter.</summary>
/// <param name="Path">The module's path in memory, such as <c>model.language_model.layers.0.self_attn.q_proj</c>.</param>
/// <param name="A">[rank, in], or [rank, in...] for a patch projection</param>
/// <param name="B">[out, rank], or [out, rank, 1...] for a patch projection</param>
internal sealed record AdapterWeights(string Path, Tensor A, Tensor B);
