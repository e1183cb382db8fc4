namespace Trainer.Gym;

/// <summary>What can be wrong with a picture's quality.</summary>
internal enum DistortionKind
{
    None,
    Blur,
    Noise,
    Blocks,
    Dark,
    Bright,
    Stripes,
}
