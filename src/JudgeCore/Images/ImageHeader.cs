// Says what a file is and how large its picture will be from its first bytes and segment lengths, before any decoder sees it.
using static JudgeCore.Images.ImageOutcome;

namespace JudgeCore.Images;

/// <summary>What a file's own header says.</summary>
/// <param name="Format">For sentences: <c>JPEG</c>, <c>PNG</c>, ...</param>
/// <param name="MediaType">By content: <c>image/jpeg</c>, ...</param>
/// <param name="Width">Pixels as stored, before EXIF rotation.</param>
/// <param name="Height">Pixels as stored, before EXIF rotation.</param>
/// <param name="Orientation">EXIF orientation, 1 to 8.</param>
/// <param name="IsWhole">The file's end marker is there: pixels that are missing all the same are damage, not truncation.</param>
internal readonly record struct ImageHeader(
    string Format,
    string MediaType,
    long Width,
    long Height,
    int Orientation = 1,
    bool IsWhole = true
)
{
    /// <summary>Whether one of the formats begins so.</summary>
    public static bool IsKnown(ReadOnlySpan<byte> start) =>
        start.StartsWith(JpegHeader.Signature)
        || start.StartsWith(PngHeader.Signature)
        || IsGif(start)
        || IsWebp(start)
        || BmpHeader.IsOne(start);

    /// <summary>Null with a header, or why there is none.</summary>
    public static Refused? Read(ReadOnlySpan<byte> bytes, out ImageHeader header)
    {
        header = default;
        var refused =
            bytes.StartsWith(JpegHeader.Signature) ? JpegHeader.Read(bytes, out header)
            : bytes.StartsWith(PngHeader.Signature) ? PngHeader.Read(bytes, out header)
            : IsGif(bytes) ? GifHeader.Read(bytes, out header)
            : IsWebp(bytes) ? WebpHeader.Read(bytes, out header)
            : BmpHeader.IsOne(bytes) ? BmpHeader.Read(bytes, out header)
            : ForeignFormat.Name(bytes) is { } name ? ImageRefusal.IsUnsupported(name)
            : ImageRefusal.IsNoImage();
        return refused is null && (header.Width <= 0 || header.Height <= 0)
            ? ImageRefusal.IsCorrupt(header.Format, $"it says that it is {header.Width} x {header.Height} pixels")
            : refused;
    }

    private static bool IsGif(ReadOnlySpan<byte> bytes) => bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8);

    private static bool IsWebp(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith("RIFF"u8) && bytes.Length >= 12 && bytes[8..].StartsWith("WEBP"u8);
}
