namespace JudgeCore.Images;

/// <summary>Normalises resized pixels and lays them out patch by patch, merge blocks (2 x 2 neighbouring patches) together.</summary>
internal static class PatchLayout
{
    /// <param name="rgb">Bytes of [height, width, 3]; both sides are multiples of patch * merge.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="config">Patch, merge and temporal sizes, mean and standard deviation.</param>
    /// <returns>[patches, channels * temporal * patch * patch]; a still fills its temporal frames with copies.</returns>
    public static float[] Write(ReadOnlySpan<byte> rgb, int width, int height, ImageProcessorConfig config)
    {
        var (patch, merge, frames) = (config.PatchSize, config.MergeSize, config.TemporalPatchSize);
        var (rows, columns) = (height / patch, width / patch);
        float[][] values = [.. Enumerable.Range(0, 3).Select(channel => Table(config, channel))];
        var patches = new float[rows * columns * 3 * frames * patch * patch];
        int at = 0;
        for (int block = 0; block < rows / merge * (columns / merge); block++)
        {
            var (top, left) = (block / (columns / merge) * merge, block % (columns / merge) * merge);
            for (int i = 0; i < merge * merge; i++)
            {
                int y0 = (top + i / merge) * patch;
                int x0 = (left + i % merge) * patch;
                for (int channel = 0; channel < 3; channel++)
                {
                    int start = at;
                    for (int y = 0; y < patch; y++)
                    {
                        for (int x = 0; x < patch; x++)
                        {
                            patches[at++] = values[channel][rgb[((y0 + y) * width + x0 + x) * 3 + channel]];
                        }
                    }

                    for (int frame = 1; frame < frames; frame++)
                    {
                        patches.AsSpan(start, patch * patch).CopyTo(patches.AsSpan(at));
                        at += patch * patch;
                    }
                }
            }
        }

        return patches;
    }

    // byte to (byte * rescale - mean) / std
    private static float[] Table(ImageProcessorConfig config, int channel) =>
        [
            .. Enumerable
                .Range(0, 256)
                .Select(value =>
                    ((float)(value * config.RescaleFactor) - (float)config.Mean[channel]) / (float)config.Std[channel]
                ),
        ];
}
