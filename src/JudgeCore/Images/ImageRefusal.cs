using System.Globalization;
using static JudgeCore.Images.ImageOutcome;

namespace JudgeCore.Images;

/// <summary>Why an image file is refused: stable codes for callers, and the sentences that go with them.</summary>
public static class ImageRefusal
{
    /// <summary>No bytes.</summary>
    public const string Empty = "empty_image";

    /// <summary>The content has the signature of no image format.</summary>
    public const string NotAnImage = "not_an_image";

    /// <summary>An image, but of a format or a variant of one that is not read (SVG, HEIC, arithmetic-coded JPEG, ...).</summary>
    public const string Unsupported = "unsupported_format";

    /// <summary>More bytes than <see cref="ImageLimits.MaxBytes"/>.</summary>
    public const string TooManyBytes = "image_too_large";

    /// <summary>More pixels than <see cref="ImageLimits.MaxPixels"/>.</summary>
    public const string TooManyPixels = "too_many_pixels";

    /// <summary>A side longer than <see cref="ImageLimits.MaxSide"/>.</summary>
    public const string SideTooLong = "side_too_long";

    /// <summary>Thinner than <see cref="ImageLimits.MaxAspectRatio"/>.</summary>
    public const string AspectRatio = "image_aspect_ratio";

    /// <summary>A JPEG with more scans than any encoder writes: cheap to send, slow to decode.</summary>
    public const string TooManyScans = "too_many_scans";

    /// <summary>The file ends before the picture does.</summary>
    public const string Truncated = "truncated_image";

    /// <summary>The bytes contradict the format.</summary>
    public const string Corrupt = "corrupt_image";

    internal static Refused IsEmpty() => new(Empty, "The image is empty: it has no bytes.");

    internal static Refused IsTooLarge(int bytes, int limit) =>
        new(TooManyBytes, Sentence($"The image has {bytes} bytes; at most {limit} are accepted."));

    internal static Refused IsNoImage() =>
        new(
            NotAnImage,
            "The content is not an image: accepted are JPEG, PNG, WebP, GIF and BMP, recognised by their first bytes."
        );

    internal static Refused IsUnsupported(string what) =>
        new(Unsupported, $"{what} is not supported; accepted are JPEG, PNG, WebP, GIF and BMP.");

    internal static Refused IsTruncated(string format) => new(Truncated, $"The {format} file ends before its picture does.");

    internal static Refused IsCorrupt(string format, string how) => new(Corrupt, $"The {format} file is damaged: {how}.");

    internal static Refused HasTooManyScans(int limit) =>
        new(TooManyScans, Sentence($"The JPEG file has more than {limit} scans."));

    /// <summary>Null where a picture of this size is within the limits.</summary>
    internal static Refused? OfSize(long width, long height, ImageLimits limits)
    {
        string size = Sentence($"The image is {width} x {height} pixels");
        long longer = Math.Max(width, height);
        if (longer > 0 && Math.Min(width, height) > limits.MaxPixels / longer)
        {
            return new Refused(TooManyPixels, Sentence($"{size}; at most {limits.MaxPixels} pixels are accepted."));
        }

        if (longer > limits.MaxSide)
        {
            return new Refused(SideTooLong, Sentence($"{size}; at most {limits.MaxSide} are accepted along a side."));
        }

        double ratio = (double)longer / Math.Max(1, Math.Min(width, height));
        return ratio > limits.MaxAspectRatio
            ? new Refused(AspectRatio, Sentence($"{size}; one side may be at most {limits.MaxAspectRatio} times the other."))
            : null;
    }

    private static string Sentence(FormattableString sentence) => sentence.ToString(CultureInfo.InvariantCulture);
}
