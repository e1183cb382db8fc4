// Collects decoded rows as upright RGB: dropping alpha and turning by EXIF orientation are one pass.
using System.Buffers.Binary;

namespace JudgeCore.Images;

/// <summary>A picture being filled with rows as they are stored.</summary>
internal sealed class UprightRgb
{
    private readonly int storedWidth;
    private readonly int start; // where the first stored pixel lies, in bytes
    private readonly int stepX; // to the next stored pixel of a row
    private readonly int stepY; // to the next stored row

    /// <param name="storedWidth">Pixels as stored.</param>
    /// <param name="storedHeight">Rows as stored.</param>
    /// <param name="orientation">EXIF orientation, 1 to 8.</param>
    public UprightRgb(int storedWidth, int storedHeight, int orientation)
    {
        this.storedWidth = storedWidth;
        (Width, Height) = orientation >= 5 ? (storedHeight, storedWidth) : (storedWidth, storedHeight);
        Rgb = GC.AllocateUninitializedArray<byte>(checked(Width * Height * 3));
        int right = 3;
        int down = 3 * Width;
        bool fromRight = orientation is 2 or 3 or 6 or 7;
        bool fromBottom = orientation is 3 or 4 or 7 or 8;
        start = (fromRight ? (Width - 1) * right : 0) + (fromBottom ? (Height - 1) * down : 0);
        int alongWidth = fromRight ? -right : right;
        int alongHeight = fromBottom ? -down : down;
        (stepX, stepY) = orientation >= 5 ? (alongHeight, alongWidth) : (alongWidth, alongHeight);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>[Height, Width, 3].</summary>
    public byte[] Rgb { get; }

    /// <summary>Takes rows as stored.</summary>
    /// <param name="row">The first of them.</param>
    /// <param name="rows">How many.</param>
    /// <param name="rgba">[rows, stored width, 4], unpremultiplied; may be longer.</param>
    public void Write(int row, int rows, ReadOnlySpan<byte> rgba)
    {
        if (Math.Abs(stepX) == 3)
        {
            for (int y = 0; y < rows; y++)
            {
                Line(rgba.Slice(y * storedWidth * 4, storedWidth * 4), 4, start + ((row + y) * stepY), stepX);
            }

            return;
        }

        // Turned by 90 degrees: walk the band's columns, so that what is written together lies together.
        for (int x = 0; x < storedWidth; x++)
        {
            Line(
                rgba[(x * 4)..(((rows - 1) * storedWidth * 4) + (x * 4) + 4)],
                storedWidth * 4,
                start + (x * stepX) + (row * stepY),
                stepY
            );
        }
    }

    private void Line(ReadOnlySpan<byte> rgba, int next, int at, int step)
    {
        for (int i = 0; i < rgba.Length; i += next)
        {
            uint pixel = BinaryPrimitives.ReadUInt32LittleEndian(rgba[i..]);
            Rgb[at] = (byte)pixel;
            Rgb[at + 1] = (byte)(pixel >> 8);
            Rgb[at + 2] = (byte)(pixel >> 16);
            at += step;
        }
    }
}
