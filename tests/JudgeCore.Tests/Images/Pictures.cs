using JudgeCore.Images;
using SkiaSharp;

namespace JudgeCore.Tests.Images;

/// <summary>Small image files of every accepted format, made here.</summary>
internal static class Pictures
{
    /// <summary>One file a format and coding, by name.</summary>
    public static IReadOnlyDictionary<string, byte[]> Valid { get; } =
        new Dictionary<string, byte[]>
        {
            ["baseline.jpg"] = Encode(SKEncodedImageFormat.Jpeg, 61, 47),
            ["photo.png"] = Encode(SKEncodedImageFormat.Png, 37, 29),
            ["lossy.webp"] = Encode(SKEncodedImageFormat.Webp, 45, 33),
            ["lossless.webp"] = Encode(SKEncodedImageFormat.Webp, 31, 17, 100),
            ["deep.png"] = PngFile.Write(16, 8, 16, PngFile.Rgb, Noise(16 * 8 * 6)),
            ["palette.png"] = PngFile.Write(16, 8, 4, PngFile.Palette, Noise(8 * 8), ("PLTE", Noise(48)), ("tRNS", Noise(16))),
            ["picture.bmp"] = Bmp(9, 7),
            ["turned.png"] = PngFile.Write(5, 4, 8, PngFile.Rgb, Noise(60), ("eXIf", Exif(6))),
            ["first.gif"] = Gif(),
        };

    public static byte[] Encode(SKEncodedImageFormat format, int width, int height, int quality = 80)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (int i = 0; i < width * height; i++)
        {
            var (x, y) = (i % width, i / width);
            bitmap.SetPixel(x, y, new SKColor((byte)(x * 5), (byte)(y * 7), (byte)((x * y) ^ 0x5A)));
        }

        using var pixels = bitmap.PeekPixels();
        using var data =
            format == SKEncodedImageFormat.Webp && quality == 100
                ? pixels.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossless, 50))
                : pixels.Encode(format, quality);
        return data!.ToArray();
    }

    /// <summary>An Exif block with nothing but an orientation.</summary>
    public static byte[] Exif(byte orientation) =>
        [.. "MM\0*\0\0\0\u0008\0\u0001\u0001\u0012\0\u0003\0\0\0\u0001\0"u8, orientation, 0, 0, 0, 0, 0, 0];

    /// <summary>2 x 1 pixels on two frames: the first is red and, where <paramref name="transparent"/>, a hole over blue.</summary>
    public static byte[] Gif(bool transparent = true) =>
        [
            .. "GIF89a"u8,
            .. new byte[] { 2, 0, 1, 0, 0x80, 0, 0 },
            .. new byte[] { 255, 0, 0, 0, 0, 255 }, // red, blue
            .. new byte[] { 0x21, 0xF9, 4, (byte)(transparent ? 1 : 0), 0, 0, 1, 0 },
            .. new byte[] { 0x2C, 0, 0, 0, 0, 2, 0, 1, 0, 0, 2, 2, 0x44, 0x0A, 0 }, // clear, 0, 1, end
            .. new byte[] { 0x2C, 0, 0, 0, 0, 2, 0, 1, 0, 0, 2, 2, 0x0C, 0x0A, 0 }, // clear, 1, 0, end
            0x3B,
        ];

    public static byte[] Noise(int count)
    {
        byte[] noise = new byte[count];
        new Random(7).NextBytes(noise);
        return noise;
    }

    public static DecodedImage Decoded(ImageOutcome outcome) => Assert.IsType<ImageOutcome.Decoded>(outcome).Image;

    public static string Code(ImageOutcome outcome) => Assert.IsType<ImageOutcome.Refused>(outcome).Code;

    private static byte[] Bmp(byte width, byte height)
    {
        int rowBytes = ((width * 3) + 3) / 4 * 4;
        byte[] header = new byte[54];
        (header[0], header[1], header[10], header[14]) = ((byte)'B', (byte)'M', 54, 40);
        (header[18], header[22], header[26], header[28]) = (width, height, 1, 24);
        BitConverter.TryWriteBytes(header.AsSpan(2), 54 + (rowBytes * height));
        return [.. header, .. Noise(rowBytes * height)];
    }
}
