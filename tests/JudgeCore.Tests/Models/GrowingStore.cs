using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Models;

/// <summary>The simplest memory of keys and values: each step is appended.</summary>
internal sealed class GrowingStore : IKeyValueStore
{
    private readonly Dictionary<int, (Tensor Keys, Tensor Values)> layers = [];

    public (Tensor Keys, Tensor Values) Append(int layer, Tensor keys, Tensor values)
    {
        if (layers.TryGetValue(layer, out var before))
        {
            (keys, values) = (cat([before.Keys, keys], 2), cat([before.Values, values], 2)); // [batch, kvHeads, keys, headDim]
        }

        layers[layer] = (keys.DetachFromDisposeScope(), values.DetachFromDisposeScope());
        return layers[layer];
    }
}
