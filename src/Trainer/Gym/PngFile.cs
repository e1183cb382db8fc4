using SkiaSharp;

namespace Trainer.Gym;

/// <summary>Rendered pictures as PNG.</summary>
internal static class PngFile
{
    /// <param name="picture">[size, size, 3] RGB.</param>
    /// <param name="size">Pixels a side.</param>
    /// <param name="enlarge">How many pixels a side each pixel becomes.</param>
    public static byte[] Encode(byte[] picture, int size = Scene.Size, int enlarge = 1)
    {
        using var bitmap = Bitmap(picture, size, enlarge);
        return Encode(bitmap);
    }

    public static byte[] Encode(SKBitmap bitmap)
    {
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>The picture as a bitmap, enlarged without smoothing: people see the pixels that the judge sees.</summary>
    public static SKBitmap Bitmap(byte[] picture, int size, int enlarge)
    {
        var bitmap = new SKBitmap(size * enlarge, size * enlarge, SKColorType.Rgba8888, SKAlphaType.Opaque);
        var pixels = bitmap.GetPixelSpan();
        for (int y = 0; y < bitmap.Height; y++)
        {
            for (int x = 0; x < bitmap.Width; x++)
            {
                var from = picture.AsSpan((y / enlarge * size + x / enlarge) * 3, 3);
                var to = pixels.Slice(y * bitmap.RowBytes + x * 4, 4);
                from.CopyTo(to);
                to[3] = 255;
            }
        }

        return bitmap;
    }
}
