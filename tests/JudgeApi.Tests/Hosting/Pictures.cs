using SkiaSharp;

namespace JudgeApi.Tests.Hosting;

/// <summary>Small pictures; each number is another one.</summary>
internal static class Pictures
{
    public static byte[] Png(int number = 0, int width = 32, int height = 32) =>
        Encode(number, width, height, SKEncodedImageFormat.Png);

    public static byte[] Jpeg(int number = 0, int width = 32, int height = 32) =>
        Encode(number, width, height, SKEncodedImageFormat.Jpeg);

    public static byte[] Webp(int number = 0) => Encode(number, 32, 32, SKEncodedImageFormat.Webp);

    public static string Base64(int number = 0) => Convert.ToBase64String(Png(number));

    /// <summary>The JSON of an image with these bytes.</summary>
    public static object Data(int number = 0) => new { data = Base64(number), mediaType = "image/png" };

    private static byte[] Encode(int number, int width, int height, SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Erase(new SKColor((byte)(number * 37), (byte)(number * 11 + 5), (byte)(number >> 3)));
        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }
}
