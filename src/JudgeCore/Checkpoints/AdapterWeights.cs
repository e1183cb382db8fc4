using static TorchSharp.torch;

namespace JudgeCore.Checkpoints;

/// <summary>One module's share of a LoRA adapter.</summary>
/// <param name="Path">The module's path in memory, such as <c>model.language_model.layers.0.self_attn.q_proj</c>.</param>
/// <param name="A">[rank, in]</param>
/// <param name="B">[out, rank]</param>
internal sealed record AdapterWeights(string Path, Tensor A, Tensor B);
