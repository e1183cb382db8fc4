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

    // Separable Gaussian, edges repeated.
    private static void Blur(byte[] picture, double sigma)
    {
        int radius = Math.Max(1, (int)Math.Ceiling(2.5 * sigma));
        double[] kernel = [.. Enumerable.Range(-radius, 2 * radius + 1).Select(i => Math.Exp(-0.5 * i * i / (sigma * sigma)))];
        double total = kernel.Sum();
        var between = new double[picture.Length];
        for (int pass = 0; pass < 2; pass++)
        {
            for (int i = 0; i < picture.Length; i++)
            {
                var (y, x, c) = (i / Row, i % Row / 3, i % 3);
                double sum = 0;
                for (int k = -radius; k <= radius; k++)
                {
                    sum +=
                        kernel[k + radius]
                        * (
                            pass == 0
                                ? picture[y * Row + Math.Clamp(x + k, 0, Scene.Size - 1) * 3 + c]
                                : between[Math.Clamp(y + k, 0, Scene.Size - 1) * Row + x * 3 + c]
                        );
                }

                if (pass == 0)
                {
                    between[i] = sum / total;
                }
                else
                {
                    picture[i] = Clamp(sum / total);
                }
            }
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
