using System.Buffers.Binary;
using System.IO.Compression;

namespace JudgeCore.Tests.Images;

/// <summary>Writes PNG files that encoders do not: any depth, colour type and chunk.</summary>
internal static class PngFile
{
    public const int Gray = 0;
    public const int Rgb = 2;
    public const int Palette = 3;
    public const int Rgba = 6;

    /// <param name="width">Pixels.</param>
    /// <param name="height">Rows.</param>
    /// <param name="depth">Bits a sample.</param>
    /// <param name="colour">One of the constants above.</param>
    /// <param name="samples">Rows without filter bytes.</param>
    /// <param name="chunks">Between IHDR and IDAT.</param>
    public static byte[] Write(
        int width,
        int height,
        int depth,
        int colour,
        ReadOnlySpan<byte> samples,
        params (string Type, byte[] Data)[] chunks
    )
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = ((byte)depth, (byte)colour);
        Chunk(file, "IHDR", header);
        foreach (var (type, data) in chunks)
        {
            Chunk(file, type, data);
        }

        Chunk(file, "IDAT", Deflate(samples, height));
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static byte[] Deflate(ReadOnlySpan<byte> samples, int height)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            int rowBytes = samples.Length / height;
            for (int y = 0; y < height; y++)
            {
                zlib.WriteByte(0); // no filter
                zlib.Write(samples.Slice(y * rowBytes, rowBytes));
            }
        }

        return packed.ToArray();
    }

    private static void Chunk(MemoryStream file, string type, byte[] data)
    {
        byte[] body = [.. System.Text.Encoding.ASCII.GetBytes(type), .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(body));
        file.Write(number);
    }

    private static uint Checksum(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }
}
