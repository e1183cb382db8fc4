using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Models;

/// <summary>A vision-language model as the engine and the trainer use it: images to features, tokens to hidden states, hidden states to logits.</summary>
internal abstract class JudgeModel(string name) : nn.Module(name)
{
    public abstract ModelConfig Config { get; }

    public abstract ComputePolicy Policy { get; }

    /// <summary>Whether the text stack's layers are computed again in the backward pass instead of being remembered: less memory, a third more
    /// work.</summary>
    public abstract bool RecomputeLayers { get; set; }

    /// <summary>Runs the vision tower.</summary>
    /// <param name="pixelValues">[patches, channels * temporal * patch * patch], all images one after another, in the family's patch order.</param>
    /// <param name="grids">Patches of each image as (time, height, width).</param>
    /// <exception cref="ArgumentException">Patches and grids do not fit each other or the configuration.</exception>
    public abstract VisualFeatures Encode(Tensor pixelValues, IReadOnlyList<(int Time, int Height, int Width)> grids);

    /// <summary>Runs the text stack. Returns [batch, seq, hidden] after the final norm.</summary>
    /// <param name="input">Tokens, positions, mask and visual features.</param>
    /// <param name="store">Keys and values of earlier steps; null where there are none.</param>
    /// <param name="observe">For parity tests: called with (0, embeddings) and (i, raw output of layer i - 1), each [batch, seq, hidden].</param>
    /// <exception cref="ArgumentException">Shapes do not fit each other.</exception>
    public abstract Tensor Hidden(ModelInput input, IKeyValueStore? store = null, Action<int, Tensor>? observe = null);

    /// <summary>Applies the output head: [..., hidden] to [..., vocab].</summary>
    public abstract Tensor Logits(Tensor hidden);
}
