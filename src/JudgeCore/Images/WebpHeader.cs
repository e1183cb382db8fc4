// Reads a WebP container: canvas size from VP8X, VP8L or the VP8 key frame, orientation from its EXIF chunk.
using System.Buffers.Binary;
using static JudgeCore.Images.ImageOutcome;

namespace JudgeCore.Images;

internal static class WebpHeader
{
    private const string Format = "WebP";

    public static Refused? Read(ReadOnlySpan<byte> bytes, out ImageHeader header)
    {
        long end = 8L + BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        header = new ImageHeader(Format, "image/webp", 0, 0, IsWhole: end <= bytes.Length);
        long at = 12;
        bool sized = false;
        while (bytes.Length - at >= 8)
        {
            var type = bytes.Slice((int)at, 4);
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[((int)at + 4)..]);
            var data = bytes.Slice((int)at + 8, (int)Math.Min(length, bytes.Length - at - 8));
            if (!sized)
            {
                sized = true;
                if (data.Length < 10)
                {
                    return ImageRefusal.IsTruncated(Format);
                }

                if (Size(type, data) is not var (width, height))
                {
                    return ImageRefusal.IsCorrupt(Format, "its first chunk is no picture");
                }

                header = header with { Width = width, Height = height };
            }
            else if (type.SequenceEqual("EXIF"u8))
            {
                header = header with { Orientation = ExifOrientation.Read(data.StartsWith("Exif\0\0"u8) ? data[6..] : data) };
            }

            at += 8 + length + (length & 1);
        }

        return sized ? null : ImageRefusal.IsTruncated(Format);
    }

    private static (int Width, int Height)? Size(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        if (type.SequenceEqual("VP8X"u8))
        {
            return (1 + Int24(data[4..]), 1 + Int24(data[7..]));
        }

        if (type.SequenceEqual("VP8L"u8) && data[0] == 0x2F)
        {
            uint bits = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
            return (1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF));
        }

        ReadOnlySpan<byte> keyFrame = [0x9D, 0x01, 0x2A];
        return type.SequenceEqual("VP8 "u8) && data[3..].StartsWith(keyFrame)
            ? (
                BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3FFF,
                BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3FFF
            )
            : null;
    }

    private static int Int24(ReadOnlySpan<byte> data) => data[0] | (data[1] << 8) | (data[2] << 16);
}
