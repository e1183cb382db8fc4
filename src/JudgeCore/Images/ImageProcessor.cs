// The last step before the vision tower: resize, normalise, and cut into patches in the family's order.
using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace JudgeCore.Images;

/// <summary>Prepares images for one checkpoint. Stateless after construction; may be called from any number of threads.</summary>
internal sealed class ImageProcessor(ImageProcessorConfig config)
{
    private const int Channels = 3;
    private readonly float[] levels = Levels(config); // [channels, 256]

    public ImageProcessorConfig Config => config;

    /// <summary>The patches that a picture of this size becomes; null where it is too thin (see <see cref="SmartResize"/>).</summary>
    public ImageGrid? Grid(int width, int height) =>
        SmartResize.Fit(height, width, config.Factor, config.MinPixels, config.MaxPixels) is var (newHeight, newWidth)
            ? new ImageGrid(1, newHeight / config.PatchSize, newWidth / config.PatchSize)
            : null;

    /// <summary>Visual tokens of a grid: what a picture costs in the prompt.</summary>
    public int Tokens(ImageGrid grid) => grid.Count / (config.MergeSize * config.MergeSize);

    /// <exception cref="ArgumentException">The picture is too thin: <see cref="Grid"/> is null for it.</exception>
    public PreparedImage Prepare(DecodedImage image)
    {
        if (Grid(image.Width, image.Height) is not { } grid)
        {
            throw new ArgumentException(
                $"the image is {image.Width} x {image.Height} pixels; one side may be at most {SmartResize.MaxAspectRatio} times the other",
                nameof(image)
            );
        }

        int width = grid.Width * config.PatchSize;
        int height = grid.Height * config.PatchSize;
        if (width == image.Width && height == image.Height)
        {
            return Prepare(image.Rgb, grid);
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(width * height * Channels);
        var resized = rented.AsSpan(0, width * height * Channels);
        BicubicResize.Resize(image.Rgb, image.Width, image.Height, resized, width, height);
        var prepared = Prepare(resized, grid);
        ArrayPool<byte>.Shared.Return(rented);
        return prepared;
    }

    private PreparedImage Prepare(ReadOnlySpan<byte> resized, ImageGrid grid) =>
        new(Patches(resized, grid), grid, Tokens(grid), Hash(resized, grid));

    /// <summary>
    /// Patches follow one another so that the merge x merge ones of a token are neighbours; inside a patch: channel, time, row, column.
    /// </summary>
    /// <param name="resized">[grid.Height * patch, grid.Width * patch, channels].</param>
    /// <param name="grid">Patches along each side.</param>
    private float[] Patches(ReadOnlySpan<byte> resized, ImageGrid grid)
    {
        int patch = config.PatchSize;
        int merge = config.MergeSize;
        int rowBytes = grid.Width * patch * Channels;
        int plane = patch * patch;
        int patchDim = Channels * config.TemporalPatchSize * plane;
        float[] patches = GC.AllocateUninitializedArray<float>(grid.Count * patchDim); // [patches, channels * time * patch * patch]
        for (int index = 0; index < grid.Count; index++)
        {
            int token = index / (merge * merge);
            int within = index % (merge * merge);
            int y = (token / (grid.Width / merge) * merge) + (within / merge);
            int x = (token % (grid.Width / merge) * merge) + (within % merge);
            var pixels = resized[((y * patch * rowBytes) + (x * patch * Channels))..];
            for (int channel = 0; channel < Channels; channel++)
            {
                var target = patches.AsSpan(
                    (index * patchDim) + (channel * config.TemporalPatchSize * plane),
                    patchDim / Channels
                );
                Plane(pixels[channel..], rowBytes, levels.AsSpan(channel * 256, 256), target[..plane]);
                for (int frame = 1; frame < config.TemporalPatchSize; frame++)
                {
                    target[..plane].CopyTo(target[(frame * plane)..]); // a still is the same at all times
                }
            }
        }

        return patches;
    }

    private void Plane(ReadOnlySpan<byte> pixels, int rowBytes, ReadOnlySpan<float> level, Span<float> target)
    {
        int patch = config.PatchSize;
        for (int y = 0; y < patch; y++)
        {
            var row = pixels.Slice(y * rowBytes, ((patch - 1) * Channels) + 1);
            var to = target.Slice(y * patch, patch);
            for (int x = 0; x < to.Length; x++)
            {
                to[x] = level[row[x * Channels]];
            }
        }
    }

    /// <summary>What each byte becomes, by channel, rounded where the reference rounds.</summary>
    private static float[] Levels(ImageProcessorConfig config)
    {
        float[] levels = new float[Channels * 256];
        for (int i = 0; i < levels.Length; i++)
        {
            float rescaled = (float)(i % 256 * config.RescaleFactor);
            levels[i] = (rescaled - (float)config.Mean[i / 256]) / (float)config.Std[i / 256];
        }

        return levels;
    }

    /// <summary>
    /// Of the resized picture, which decides the patches: cheaper than that of the original, and pictures that look the same to the model
    /// share it.
    /// </summary>
    private static string Hash(ReadOnlySpan<byte> resized, ImageGrid grid)
    {
        Span<byte> size = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(size, grid.Width);
        BinaryPrimitives.WriteInt32LittleEndian(size[4..], grid.Height);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(size);
        hash.AppendData(resized);
        Span<byte> digest = stackalloc byte[32];
        hash.GetHashAndReset(digest);
        return Convert.ToHexStringLower(digest);
    }
}
