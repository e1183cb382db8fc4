using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Models;

/// <summary>A vision-language model as the engine and the trainer use it: images to features, tokens to hidden states, hidden states to logits.</summary>
internal abstract class JudgeModel(string name) : nn.Module(name)
{
    /// <summary>Runs the vision tower.</summary>
    /// <param name="pixelValues">[patches, channels * temporal * patch * patch], all images one after another, in the family's patch order.</param>
    /// <param name="grids">Patches of each image as (time, height, width).</param>
    public abstract VisualFeatures Encode(Tensor pixelValues, IReadOnlyList<(int Time, int Height, int Width)> grids);

    /// <summary>Runs the text stack. Returns [batch, seq, hidden] after the final norm.</summary>
    public abstract Tensor Hidden(ModelInput input, IKeyValueStore? store = null);

    /// <summary>Applies the output head: [..., hidden] to [..., vocab].</summary>
    public abstract Tensor Logits(Tensor hidden);
}
