// Walks a PNG's chunks: size from IHDR, orientation from eXIf, whether the file reaches its IEND.
using System.Buffers.Binary;
using static JudgeCore.Images.ImageOutcome;

namespace JudgeCore.Images;

internal static class PngHeader
{
    private const string Format = "PNG";
    private const int Framing = 12; // length, type and checksum around a chunk's data

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static Refused? Read(ReadOnlySpan<byte> bytes, out ImageHeader header)
    {
        header = new ImageHeader(Format, "image/png", 0, 0, IsWhole: false);
        int at = Signature.Length;
        bool sized = false;
        while (bytes.Length - at >= Framing)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
            var type = bytes.Slice(at + 4, 4);
            if (!sized && (length != 13 || !type.SequenceEqual("IHDR"u8)))
            {
                return ImageRefusal.IsCorrupt(Format, "it does not begin with an IHDR chunk");
            }

            if (length > bytes.Length - at - Framing)
            {
                break;
            }

            var data = bytes.Slice(at + 8, (int)length);
            if (!sized)
            {
                sized = true;
                header = header with
                {
                    Width = BinaryPrimitives.ReadUInt32BigEndian(data),
                    Height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]),
                };
            }
            else if (type.SequenceEqual("eXIf"u8))
            {
                header = header with { Orientation = ExifOrientation.Read(data) };
            }
            else if (type.SequenceEqual("IEND"u8))
            {
                header = header with { IsWhole = true };
                break;
            }

            at += Framing + (int)length;
        }

        return sized ? null : ImageRefusal.IsTruncated(Format);
    }
}
