using static TorchSharp.torch;

namespace JudgeCore.Models;

/// <summary>Where attention keeps the keys and values of earlier steps; implemented by the engine's caches.</summary>
internal interface IKeyValueStore
{
    /// <summary>Stores a step's keys and values and returns all that the step's queries may look at.</summary>
    /// <param name="layer">Text layer.</param>
    /// <param name="keys">[batch, kvHeads, seq, headDim], rotary applied.</param>
    /// <param name="values">[batch, kvHeads, seq, headDim]</param>
    /// <returns>Both [batch, kvHeads, keys, headDim], matching the mask's last dimension.</returns>
    (Tensor Keys, Tensor Values) Append(int layer, Tensor keys, Tensor values);
}
