// Finds tag 0x0112 in the first directory of an Exif block (a TIFF file without pictures).
using System.Buffers.Binary;

namespace JudgeCore.Images;

internal static class ExifOrientation
{
    private const int Tag = 0x0112;
    private const int EntryLength = 12;

    /// <summary>1 to 8; 1, upright, for anything that is missing or makes no sense: a wrong tag is no reason to refuse a picture.</summary>
    public static int Read(ReadOnlySpan<byte> tiff)
    {
        bool little = tiff.StartsWith("II*\0"u8);
        if (tiff.Length < 8 || !(little || tiff.StartsWith("MM\0*"u8)))
        {
            return 1;
        }

        uint directory = UInt32(tiff[4..], little);
        if (directory > tiff.Length - 2)
        {
            return 1;
        }

        var entries = tiff[((int)directory + 2)..];
        int count = Math.Min(UInt16(tiff[(int)directory..], little), entries.Length / EntryLength);
        for (int i = 0; i < count; i++)
        {
            var entry = entries.Slice(i * EntryLength, EntryLength);
            if (UInt16(entry, little) == Tag)
            {
                uint value = UInt16(entry[2..], little) == 4 ? UInt32(entry[8..], little) : UInt16(entry[8..], little); // type 4: long
                return value is >= 1 and <= 8 ? (int)value : 1;
            }
        }

        return 1;
    }

    private static ushort UInt16(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
