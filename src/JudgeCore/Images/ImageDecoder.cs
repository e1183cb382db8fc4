// The first step of a judgment: an uploaded file becomes upright RGB pixels, or a refusal that says why.
using static JudgeCore.Images.ImageOutcome;

namespace JudgeCore.Images;

/// <summary>
/// Decodes JPEG, PNG, WebP, GIF and BMP; see README.md beside this file for what is decided about alpha, 16 bits, truncation and the like.
/// Stateless; may be called from any number of threads.
/// </summary>
public static class ImageDecoder
{
    /// <summary>Checks the limits against the file's header, then decodes its first frame and turns it upright.</summary>
    /// <param name="bytes">The whole file; its name and declared media type do not matter.</param>
    /// <param name="limits">What is accepted; null for <see cref="ImageLimits.Default"/>.</param>
    /// <returns>Never throws for what the bytes are.</returns>
    public static ImageOutcome Decode(ReadOnlyMemory<byte> bytes, ImageLimits? limits = null)
    {
        limits ??= ImageLimits.Default;
        if (bytes.IsEmpty)
        {
            return ImageRefusal.IsEmpty();
        }

        if (bytes.Length > limits.MaxBytes)
        {
            return ImageRefusal.IsTooLarge(bytes.Length, limits.MaxBytes);
        }

        if (ImageHeader.Read(bytes.Span, out var header) is { } unreadable)
        {
            return unreadable;
        }

        if (ImageRefusal.OfSize(header.Width, header.Height, limits) is { } oversized)
        {
            return oversized;
        }

        using var file = new EncodedImage(header.Format == "GIF" ? GifTransparency.Removed(bytes) : bytes);
        if (!file.IsReadable)
        {
            return Broken(header);
        }

        // The decoder's own reading of the size is what it would allocate by.
        if (ImageRefusal.OfSize(file.Width, file.Height, limits) is { } larger)
        {
            return larger;
        }

        var picture = new UprightRgb(file.Width, file.Height, header.Orientation);
        return file.DecodeInto(picture)
            ? new Decoded(new DecodedImage(picture.Width, picture.Height, picture.Rgb, header.MediaType))
            : Broken(header);
    }

    /// <summary>Whether a file that begins with these bytes, at least eighteen, is of a format that is read; its rest is not looked at.</summary>
    public static bool Recognises(ReadOnlySpan<byte> start) => ImageHeader.IsKnown(start);

    private static Refused Broken(ImageHeader header) =>
        header.IsWhole
            ? ImageRefusal.IsCorrupt(header.Format, "its picture cannot be decoded")
            : ImageRefusal.IsTruncated(header.Format);
}
