// Walks a GIF up to its first frame: canvas size, and where transparency is switched on and which colours it uses.
using System.Buffers.Binary;
using static JudgeCore.Images.ImageOutcome;

namespace JudgeCore.Images;

internal static class GifHeader
{
    private const string Format = "GIF";

    public static Refused? Read(ReadOnlySpan<byte> bytes, out ImageHeader header)
    {
        header = new ImageHeader(Format, "image/gif", 0, 0, IsWhole: bytes[^1] == 0x3B);
        if (FirstFrame(bytes) is not { } frame)
        {
            return ImageRefusal.IsTruncated(Format);
        }

        // The decoder's canvas grows to hold a first frame that sticks out of the screen.
        header = header with
        {
            Width = Math.Max(UInt16(bytes, 6), UInt16(bytes, frame.At + 1) + UInt16(bytes, frame.At + 5)),
            Height = Math.Max(UInt16(bytes, 8), UInt16(bytes, frame.At + 3) + UInt16(bytes, frame.At + 7)),
        };
        return null;
    }

    /// <summary>
    /// Where the first frame's descriptor lies and where its graphic control's flags do (0: none).
    /// Null where the file ends before the frame's data or has no frame.
    /// </summary>
    public static (int At, int ControlFlags)? FirstFrame(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 13)
        {
            return null;
        }

        int control = 0;
        int at = 13 + ColourTable(bytes[10]);
        while (bytes.Length - at > 10)
        {
            if (bytes[at] == 0x2C)
            {
                return (at, control);
            }

            if (bytes[at] != 0x21)
            {
                return null;
            }

            if (bytes[at + 1] == 0xF9 && bytes[at + 2] == 4)
            {
                control = at + 3;
            }

            at += 2;
            while (at < bytes.Length && bytes[at] != 0)
            {
                at += 1 + bytes[at]; // a sub-block
            }

            at++;
        }

        return null;
    }

    /// <summary>Bytes of the colour table that these flags announce.</summary>
    public static int ColourTable(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    private static int UInt16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);
}
