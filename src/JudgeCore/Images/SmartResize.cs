// The size that the Qwen-VL families give a picture: both sides multiples of patch * merge, area within bounds, shape nearly kept.
namespace JudgeCore.Images;

internal static class SmartResize
{
    /// <summary>Thinner pictures than this are refused.</summary>
    public const double MaxAspectRatio = 200;

    /// <summary>The new size in pixels; null where one side is over <see cref="MaxAspectRatio"/> times the other.</summary>
    /// <param name="height">Pixels.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="factor">Patch size times merge size.</param>
    /// <param name="minPixels">Smaller areas are enlarged to at least this.</param>
    /// <param name="maxPixels">Larger areas are shrunk to at most this.</param>
    public static (int Height, int Width)? Fit(int height, int width, int factor, long minPixels, long maxPixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if ((double)Math.Max(height, width) / Math.Min(height, width) > MaxAspectRatio)
        {
            return null;
        }

        // Python's round: halves go to the even neighbour.
        double newHeight = Math.Round((double)height / factor, MidpointRounding.ToEven) * factor;
        double newWidth = Math.Round((double)width / factor, MidpointRounding.ToEven) * factor;
        double area = (double)height * width;
        if (newHeight * newWidth > maxPixels)
        {
            double shrink = Math.Sqrt(area / maxPixels);
            newHeight = Math.Max(factor, Math.Floor(height / shrink / factor) * factor);
            newWidth = Math.Max(factor, Math.Floor(width / shrink / factor) * factor);
        }
        else if (newHeight * newWidth < minPixels)
        {
            double grow = Math.Sqrt(minPixels / area);
            newHeight = Math.Ceiling(height * grow / factor) * factor;
            newWidth = Math.Ceiling(width * grow / factor) * factor;
        }

        return ((int)newHeight, (int)newWidth);
    }
}
