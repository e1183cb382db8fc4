// A baseline JPEG of blocks that are each one colour: what it decodes to is known exactly, with any number of components and any orientation.
using System.Buffers.Binary;

namespace JudgeApi.Tests.Judging;

internal static class BlockJpeg
{
    private const int Block = 8;

    // DC of a flat block is eight times its value; divided by this it is the value itself.
    private const byte Quantum = 8;

    /// <param name="blocks">[row, column, component] of 3 (luma and two chroma) or 4 (cyan, magenta, yellow, black, as Adobe stores them: inverted).</param>
    /// <param name="orientation">Of EXIF, 1 to 8; null: no EXIF.</param>
    public static byte[] Encode(byte[,,] blocks, byte? orientation = null)
    {
        int components = blocks.GetLength(2);
        List<byte> file = [0xFF, 0xD8];
        if (orientation is { } turned)
        {
            // Big-endian TIFF with one entry: tag 0x0112, a short.
            Segment(
                file,
                0xE1,
                [.. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, turned, 0, 0, 0, 0, 0, 0]
            );
        }

        if (components == 4)
        {
            Segment(file, 0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0]);
        }

        Segment(file, 0xDB, [0, .. Enumerable.Repeat(Quantum, Block * Block)]);
        byte[] parts = [.. Enumerable.Range(1, components).SelectMany(part => new byte[] { (byte)part, 0x11, 0 })];
        Segment(
            file,
            0xC0,
            [8, .. Short(blocks.GetLength(0) * Block), .. Short(blocks.GetLength(1) * Block), (byte)components, .. parts]
        );

        // DC: the nine categories of differences up to 255, four bits each. AC: one bit that ends the block.
        Segment(file, 0xC4, [0x00, 0, 0, 0, 9, .. new byte[12], 0, 1, 2, 3, 4, 5, 6, 7, 8]);
        Segment(file, 0xC4, [0x10, 1, .. new byte[15], 0]);
        byte[] scans = [.. Enumerable.Range(1, components).SelectMany(part => new byte[] { (byte)part, 0x00 })];
        Segment(file, 0xDA, [(byte)components, .. scans, 0, 63, 0]);
        Scan(file, blocks);
        file.AddRange([0xFF, 0xD9]);
        return [.. file];
    }

    private static void Scan(List<byte> file, byte[,,] blocks)
    {
        int[] before = new int[blocks.GetLength(2)];
        int held = 0;
        int count = 0;
        for (int row = 0; row < blocks.GetLength(0); row++)
        {
            for (int column = 0; column < blocks.GetLength(1); column++)
            {
                for (int part = 0; part < before.Length; part++)
                {
                    int value = blocks[row, column, part] - 128;
                    int difference = value - before[part];
                    before[part] = value;
                    int category = 32 - int.LeadingZeroCount(Math.Abs(difference));
                    Write(category, 4);
                    Write(difference < 0 ? difference + (1 << category) - 1 : difference, category);
                    Write(0, 1);
                }
            }
        }

        // The last byte is filled with ones.
        Write(0x7F, 7);

        void Write(int bits, int length)
        {
            while (length-- > 0)
            {
                held = (held << 1) | ((bits >> length) & 1);
                if (++count == 8)
                {
                    file.Add((byte)held);
                    if (held == 0xFF)
                    {
                        file.Add(0);
                    }

                    (held, count) = (0, 0);
                }
            }
        }
    }

    private static void Segment(List<byte> file, byte marker, byte[] content) =>
        file.AddRange([0xFF, marker, .. Short(content.Length + 2), .. content]);

    private static byte[] Short(int value)
    {
        byte[] bytes = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
        return bytes;
    }
}
