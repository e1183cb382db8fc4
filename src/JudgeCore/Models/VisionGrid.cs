namespace JudgeCore.Models;

/// <summary>Where the patches of pictures lie. Patches come in merge blocks (2 x 2 neighbours together), as the image processor orders them.</summary>
internal static class VisionGrid
{
    /// <summary>Row and column of every patch, picture after picture, in merge-block order.</summary>
    public static IEnumerable<(int Row, int Column)> Places(IReadOnlyList<(int Time, int Height, int Width)> grids, int merge)
    {
        foreach (var (time, height, width) in grids)
        {
            for (int t = 0; t < time; t++)
            {
                for (int block = 0; block < height / merge * (width / merge); block++)
                {
                    var (top, left) = (block / (width / merge) * merge, block % (width / merge) * merge);
                    for (int i = 0; i < merge * merge; i++)
                    {
                        yield return (top + i / merge, left + i % merge);
                    }
                }
            }
        }
    }

    /// <summary>Patches of each frame: the segments within which full attention looks around.</summary>
    public static int[] Frames(IReadOnlyList<(int Time, int Height, int Width)> grids) =>
        [.. grids.SelectMany(grid => Enumerable.Repeat(grid.Height * grid.Width, grid.Time))];

    /// <exception cref="ArgumentException">The grids do not fit the patches or the merge size.</exception>
    public static void Check(IReadOnlyList<(int Time, int Height, int Width)> grids, long patches, int merge)
    {
        long expected = grids.Sum(grid => (long)grid.Time * grid.Height * grid.Width);
        if (expected != patches)
        {
            throw new ArgumentException($"the grids have {expected} patches, the pixel values {patches}", nameof(grids));
        }

        if (grids.FirstOrDefault(grid => grid.Height % merge != 0 || grid.Width % merge != 0) is { Time: > 0 } odd)
        {
            throw new ArgumentException(
                $"grid {odd.Height} x {odd.Width} is no multiple of the merge size {merge}",
                nameof(grids)
            );
        }
    }
}
