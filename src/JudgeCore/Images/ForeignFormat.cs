// Recognises picture and document formats that are not read, so that a refusal can name them.
using System.Text;

namespace JudgeCore.Images;

internal static class ForeignFormat
{
    /// <summary>The format's name, or null where the content is none of the known ones.</summary>
    public static string? Name(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith("II*\0"u8) || bytes.StartsWith("MM\0*"u8) || bytes.StartsWith("II+\0"u8) ? "TIFF"
        : bytes.StartsWith("\0\0\u0001\0"u8) || bytes.StartsWith("\0\0\u0002\0"u8) ? "ICO"
        : bytes.StartsWith("8BPS"u8) ? "PSD"
        : bytes.StartsWith("%PDF"u8) ? "PDF"
        : bytes.StartsWith("qoif"u8) ? "QOI"
        : IsJpegXl(bytes) ? "JPEG XL"
        : bytes.Length > 8 && bytes[4..].StartsWith("jP  "u8) ? "JPEG 2000"
        : bytes.Length > 12 && bytes[4..].StartsWith("ftyp"u8) ? IsoMedia(bytes[8..12])
        : IsSvg(bytes) ? "SVG"
        : null;

    private static bool IsJpegXl(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 8 && ((bytes[0] == 0xFF && bytes[1] == 0x0A) || bytes[4..].StartsWith("JXL "u8));

    private static string IsoMedia(ReadOnlySpan<byte> brand) =>
        brand.StartsWith("avi"u8) ? "AVIF"
        : brand.StartsWith("he"u8) || brand.StartsWith("mif1"u8) || brand.StartsWith("msf1"u8) ? "HEIC"
        : "Video";

    private static bool IsSvg(ReadOnlySpan<byte> bytes)
    {
        string start = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, 1024)]).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return start.StartsWith('<') && start.Contains("<svg", StringComparison.OrdinalIgnoreCase);
    }
}
