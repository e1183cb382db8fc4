using static TorchSharp.torch;

namespace JudgeCore.Checkpoints;

/// <summary>One tensor's place in a safetensors file.</summary>
/// <param name="Dtype">Its stored number type.</param>
/// <param name="Shape">Sizes, row-major; empty for a scalar.</param>
/// <param name="Offset">First byte, counted from the start of the file.</param>
/// <param name="Length">Bytes.</param>
internal sealed record TensorEntry(ScalarType Dtype, long[] Shape, long Offset, long Length);
