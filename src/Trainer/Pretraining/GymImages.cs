using System.Security.Cryptography;
using JudgeCore.Images;
using Trainer.Gym;

namespace Trainer.Pretraining;

/// <summary>Renders scenes and prepares them for a model without the detour over an image file: gym pictures need no resizing.</summary>
internal sealed class GymImages(ImageProcessorConfig config)
{
    public PreparedImage Prepare(Scene scene)
    {
        byte[] rgb = SceneRenderer.Render(scene);
        var grid = new ImageGrid(1, Scene.Size / config.PatchSize, Scene.Size / config.PatchSize);
        return new PreparedImage(
            PatchLayout.Write(rgb, Scene.Size, Scene.Size, config),
            grid,
            grid.Count / config.MergeSize / config.MergeSize,
            Convert.ToHexString(SHA256.HashData(rgb))
        );
    }
}
