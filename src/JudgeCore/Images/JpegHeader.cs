// Walks a JPEG's segments (ITU T.81 annex B): size from the frame header, orientation from Exif, number of scans.
using System.Buffers.Binary;
using static JudgeCore.Images.ImageOutcome;

namespace JudgeCore.Images;

internal static class JpegHeader
{
    private const string Format = "JPEG";

    /// <summary>Encoders write about ten; a scan of a few bytes costs the decoder a pass over all coefficients.</summary>
    private const int MaxScans = 64;

    public static ReadOnlySpan<byte> Signature => [0xFF, 0xD8, 0xFF];

    public static Refused? Read(ReadOnlySpan<byte> bytes, out ImageHeader header)
    {
        header = new ImageHeader(Format, "image/jpeg", 0, 0);
        bool framed = false;
        int scans = 0;
        int at = 2;
        while (NextMarker(bytes, ref at) is { } marker)
        {
            if (marker == 0xD9)
            {
                return scans > 0 && framed ? null : ImageRefusal.IsCorrupt(Format, "it has no picture");
            }

            if (!BinaryPrimitives.TryReadUInt16BigEndian(bytes[at..], out ushort length) || length > bytes.Length - at)
            {
                break;
            }

            if (length < 2)
            {
                return ImageRefusal.IsCorrupt(Format, "a segment is shorter than its own length field");
            }

            var segment = bytes.Slice(at + 2, length - 2);
            if (IsFrame(marker) && !framed)
            {
                framed = true;
                if (Frame(marker, segment, ref header) is { } refused)
                {
                    return refused;
                }
            }
            else if (marker == 0xE1 && segment.StartsWith("Exif\0\0"u8) && header.Orientation == 1)
            {
                header = header with { Orientation = ExifOrientation.Read(segment[6..]) };
            }
            else if (marker == 0xDA && ++scans > MaxScans)
            {
                return ImageRefusal.HasTooManyScans(MaxScans);
            }

            at += length;
        }

        return ImageRefusal.IsTruncated(Format);
    }

    /// <summary>The next segment's marker, with <paramref name="at"/> behind it; null at the end of the bytes. Skips entropy-coded data.</summary>
    private static byte? NextMarker(ReadOnlySpan<byte> bytes, ref int at)
    {
        while (at < bytes.Length)
        {
            int found = bytes[at..].IndexOf((byte)0xFF);
            if (found < 0 || at + found + 1 >= bytes.Length)
            {
                break;
            }

            at += found + 1;
            byte marker = bytes[at];
            if (marker == 0xFF)
            {
                continue; // fill byte
            }

            at++;
            if (marker is not (0x00 or 0x01 or (>= 0xD0 and <= 0xD8))) // a stuffed byte, or a marker without a segment
            {
                return marker;
            }
        }

        at = bytes.Length;
        return null;
    }

    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static Refused? Frame(byte marker, ReadOnlySpan<byte> segment, ref ImageHeader header)
    {
        if (segment.Length < 6)
        {
            return ImageRefusal.IsCorrupt(Format, "its frame header is too short");
        }

        if (marker > 0xC2)
        {
            return ImageRefusal.IsUnsupported("JPEG with lossless, hierarchical or arithmetic coding");
        }

        if (segment[0] != 8)
        {
            return ImageRefusal.IsUnsupported($"JPEG with {segment[0]} bits a sample");
        }

        header = header with
        {
            Height = BinaryPrimitives.ReadUInt16BigEndian(segment[1..]),
            Width = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]),
        };
        return null;
    }
}
