using JudgeCore.Images;
using Trainer.Gym;

namespace Trainer.Pretraining;

/// <summary>Renders scenes and prepares them for a model without the detour over an image file.</summary>
internal sealed class GymImages(ImageProcessorConfig config)
{
    private readonly ImageProcessor processor = new(config);

    public PreparedImage Prepare(Scene scene) =>
        processor.Prepare(new DecodedImage(Scene.Size, Scene.Size, SceneRenderer.Render(scene), "image/png"));
}
