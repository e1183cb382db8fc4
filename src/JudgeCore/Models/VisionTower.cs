using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JudgeCore.Models;

/// <summary>A family's vision tower: patches to visual tokens.</summary>
internal abstract class VisionTower(string name) : Module(name)
{
    /// <inheritdoc cref="JudgeModel.Encode"/>
    public abstract VisualFeatures Encode(Tensor pixelValues, IReadOnlyList<(int Time, int Height, int Width)> grids);
}
