// Reads a BMP's size from its core or info header.
using System.Buffers.Binary;
using static JudgeCore.Images.ImageOutcome;

namespace JudgeCore.Images;

internal static class BmpHeader
{
    private const int FileHeader = 14;
    private const int CoreHeader = 12;

    /// <summary>"BM" alone begins too many texts: the info header's length must be one that exists, too.</summary>
    public static bool IsOne(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith("BM"u8)
        && bytes.Length >= FileHeader + 4
        && BinaryPrimitives.ReadUInt32LittleEndian(bytes[FileHeader..]) is CoreHeader or (>= 16 and <= 124);

    public static Refused? Read(ReadOnlySpan<byte> bytes, out ImageHeader header)
    {
        header = new ImageHeader("BMP", "image/bmp", 0, 0);
        var info = bytes[FileHeader..];
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(info);
        if (info.Length < length)
        {
            return ImageRefusal.IsTruncated("BMP");
        }

        header =
            length == CoreHeader
                ? header with
                {
                    Width = BinaryPrimitives.ReadUInt16LittleEndian(info[4..]),
                    Height = BinaryPrimitives.ReadUInt16LittleEndian(info[6..]),
                }
                : header with
                {
                    Width = BinaryPrimitives.ReadInt32LittleEndian(info[4..]),
                    Height = Math.Abs((long)BinaryPrimitives.ReadInt32LittleEndian(info[8..])), // negative: stored top-down
                };
        return null;
    }
}
