using System.ComponentModel.DataAnnotations;

namespace JudgeCore.Images;

/// <summary>
/// What an image file may be. Every limit is checked against the file's own header before a pixel is decoded, so a decoder's memory is bounded
/// by <see cref="MaxPixels"/>: 3 bytes a pixel for JPEG and BMP, which are decoded in bands, 7 (JPEG progressive: up to 9, WebP: up to 12) for
/// formats that are decoded whole.
/// </summary>
public sealed record ImageLimits
{
    public static ImageLimits Default { get; } = new();

    /// <summary>Bytes of the file. The default, 25 MiB, lets a 20 MB photo pass.</summary>
    [Range(1, 1 << 30)]
    public int MaxBytes { get; init; } = 25 << 20;

    /// <summary>Width times height as stored. The default, 64 Mi, lets the largest common phone photo (9248 x 6936) pass.</summary>
    [Range(1, 500_000_000)]
    public int MaxPixels { get; init; } = 64 << 20;

    /// <summary>Pixels along the longer side.</summary>
    [Range(1, 65_535)]
    public int MaxSide { get; init; } = 16_384;

    /// <summary>The longer side over the shorter one. The Qwen-VL families take 200 at most, so a higher value only moves the refusal to the judge.</summary>
    [Range(1.0, 65_535.0)]
    public double MaxAspectRatio { get; init; } = SmartResize.MaxAspectRatio;
}
