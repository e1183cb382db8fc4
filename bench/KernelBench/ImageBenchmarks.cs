using BenchmarkDotNet.Attributes;
using JudgeBench;
using JudgeCore.Images;
using SkiaSharp;

namespace KernelBench;

/// <summary>From a file's bytes to patches: a gym drawing of 64 x 64, and a picture of 1,024 x 768 with a photograph's many colours.</summary>
public class ImageBenchmarks : KernelBenchmarks
{
    private const int Width = 1024;
    private const int Height = 768;
    private const int Side = 256;

    // The 120 M shape's patches; pictures become about 256 x 256.
    private readonly ImageProcessor processor = new(
        new ImageProcessorConfig(16, 2, 2, Side * Side, Side * Side, 1.0 / 255, [0.5, 0.5, 0.5], [0.5, 0.5, 0.5])
    );
    private readonly byte[] resized = new byte[Side * Side * 3];
    private byte[] file = [];
    private DecodedImage image = null!;

    [Params("drawing.png", "photo.png", "photo.jpeg")]
    public string Picture { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        file = Picture == "drawing.png" ? Convert.FromBase64String(ServiceLoad.Picture(0)) : Photo();
        image = ((ImageOutcome.Decoded)ImageDecoder.Decode(file)).Image;
    }

    [Benchmark]
    public object Decode() => ImageDecoder.Decode(file);

    [Benchmark]
    public void Resize() => BicubicResize.Resize(image.Rgb, image.Width, image.Height, resized, Side, Side);

    /// <summary>Resize, patches and the content's hash.</summary>
    [Benchmark]
    public object Prepare() => processor.Prepare(image);

    internal override Demand Of(string method) => default;

    // Soft waves with grain: compresses as badly as a photograph.
    private byte[] Photo()
    {
        var random = new Random(3);
        using var bitmap = new SKBitmap(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        var pixels = bitmap.GetPixelSpan();
        for (int i = 0; i < Width * Height; i++)
        {
            double wave = 100 + 60 * Math.Sin(i % Width / 90.0) + 60 * Math.Cos(i / Width / 70.0);
            for (int channel = 0; channel < 3; channel++)
            {
                pixels[4 * i + channel] = (byte)(wave + 10 * channel + random.Next(16));
            }

            pixels[4 * i + 3] = byte.MaxValue;
        }

        var format = Picture == "photo.png" ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg;
        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }
}
