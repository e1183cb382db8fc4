namespace JudgeCore.Images;

/// <summary>preprocessor_config.json of the Qwen-VL families.</summary>
/// <param name="MinPixels">Smaller pictures are enlarged to about this many.</param>
/// <param name="MaxPixels">Larger pictures are reduced to at most this many.</param>
internal sealed record ImageProcessorConfig(
    int PatchSize,
    int MergeSize,
    int TemporalPatchSize,
    long MinPixels,
    long MaxPixels,
    double RescaleFactor,
    IReadOnlyList<double> Mean,
    IReadOnlyList<double> Std
);
