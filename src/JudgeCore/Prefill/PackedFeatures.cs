using static TorchSharp.torch;

namespace JudgeCore.Prefill;

/// <summary>Visual tokens of a pass.</summary>
/// <param name="Rows">The packed rows that they replace.</param>
/// <param name="Merged">[rows, hidden]</param>
/// <param name="Deepstack">A first layer each: [rows, hidden], added to what comes out of it.</param>
internal sealed record PackedFeatures(int[] Rows, Tensor Merged, IReadOnlyList<Tensor> Deepstack);
