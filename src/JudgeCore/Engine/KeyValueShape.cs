using static TorchSharp.torch;

namespace JudgeCore.Engine;

/// <summary>What one token's keys and values take in a model: layers x 2 x kvHeads x headDim numbers of a type on a device.</summary>
internal sealed record KeyValueShape(int Layers, int KvHeads, int HeadDim, ScalarType Dtype, Device Device);
