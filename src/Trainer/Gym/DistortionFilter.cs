using System.Numerics;

namespace Trainer.Gym;

/// <summary>Spoils a picture's quality; the effect grows with severity.</summary>
internal static class DistortionFilter
{
    private const int Row = Scene.Size * 3;

    /// <param name="picture">[64, 64, 3], changed in place.</param>
    /// <param name="kind">What is wrong.</param>
    /// <param name="severity">0 to 1.</param>
    /// <param name="random">Of the noise.</param>
    public static void Apply(byte[] picture, DistortionKind kind, double severity, ref GymRandom random)
    {
        switch (kind)
        {
            case DistortionKind.Blur:
                Blur(picture, 2.2 * severity);
                break;
            case DistortionKind.Noise:
                for (int i = 0; i < picture.Length; i++)
                {
                    picture[i] = Clamp(picture[i] + 60 * severity * random.Normal());
                }

                break;
            case DistortionKind.Blocks:
                Blocks(picture, Math.Min(1, 1.1 * severity));
                break;
            case DistortionKind.Dark:
                Map(picture, value => value * (1 - 0.8 * severity));
                break;
            case DistortionKind.Bright:
                Map(picture, value => value + (255 - value) * 0.8 * severity);
                break;
            case DistortionKind.Stripes:
                for (int i = 0; i < picture.Length; i++)
                {
                    picture[i] = i / Row % 4 < 2 ? Clamp(picture[i] - 110 * severity) : picture[i];
                }

                break;
            default:
                break;
        }
    }

    private static void Map(byte[] picture, Func<double, double> change)
    {
        Span<byte> table = stackalloc byte[256];
        for (int i = 0; i < 256; i++)
        {
            table[i] = Clamp(change(i));
        }

        for (int i = 0; i < picture.Length; i++)
        {
            picture[i] = table[picture[i]];
        }
    }

    // Separable Gaussian, edges repeated. Single precision without fused operations: the same bytes whatever the width of the machine's vectors.
    private static void Blur(byte[] picture, double sigma)
    {
        int radius = Math.Max(1, (int)Math.Ceiling(2.5 * sigma));
        var kernel = new float[2 * radius + 1];
        for (int k = -radius; k <= radius; k++)
        {
            kernel[k + radius] = (float)Math.Exp(-0.5 * k * k / (sigma * sigma));
        }

        float total = kernel.Sum();
        var across = new float[picture.Length];
        var padded = new float[Row + 6 * radius];
        for (int y = 0; y < Scene.Size; y++)
        {
            for (int i = 0; i < padded.Length; i++)
            {
                padded[i] = picture[y * Row + Math.Clamp(i / 3 - radius, 0, Scene.Size - 1) * 3 + i % 3];
            }

            for (int k = 0; k < kernel.Length; k++)
            {
                AddScaled(across.AsSpan(y * Row, Row), padded.AsSpan(3 * k, Row), kernel[k] / total);
            }
        }

        var sum = new float[Row];
        for (int y = 0; y < Scene.Size; y++)
        {
            Array.Clear(sum);
            for (int k = -radius; k <= radius; k++)
            {
                AddScaled(sum, across.AsSpan(Math.Clamp(y + k, 0, Scene.Size - 1) * Row, Row), kernel[k + radius] / total);
            }

            for (int i = 0; i < Row; i++)
            {
                picture[y * Row + i] = Clamp(sum[i]);
            }
        }
    }

    private static void AddScaled(Span<float> sum, ReadOnlySpan<float> values, float factor)
    {
        for (int i = 0; i < Row; i += Vector<float>.Count)
        {
            (new Vector<float>(sum[i..]) + new Vector<float>(values[i..]) * factor).CopyTo(sum[i..]);
        }
    }

    // Each 4 x 4 block fades to its mean colour.
    private static void Blocks(byte[] picture, double share)
    {
        for (int block = 0; block < Scene.Size / 4 * (Scene.Size / 4); block++)
        {
            int corner = block / (Scene.Size / 4) * 4 * Row + block % (Scene.Size / 4) * 12;
            for (int c = 0; c < 3; c++)
            {
                double mean = 0;
                for (int i = 0; i < 16; i++)
                {
                    mean += picture[corner + i / 4 * Row + i % 4 * 3 + c] / 16.0;
                }

                for (int i = 0; i < 16; i++)
                {
                    ref byte value = ref picture[corner + i / 4 * Row + i % 4 * 3 + c];
                    value = Clamp(value + (mean - value) * share);
                }
            }
        }
    }

    private static byte Clamp(double value) => (byte)Math.Clamp((int)Math.Round(value), 0, 255);
}
