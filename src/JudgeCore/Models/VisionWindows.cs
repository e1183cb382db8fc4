namespace JudgeCore.Models;

/// <summary>Qwen2.5-VL's attention windows: merge blocks regrouped window by window.</summary>
internal static class VisionWindows
{
    /// <returns>Order: [blocks] old index of each block in window order. Lengths: patches of each window, none of them empty.</returns>
    public static (long[] Order, int[] Lengths) Order(IReadOnlyList<(int Time, int Height, int Width)> grids, VisionConfig config)
    {
        int window = config.WindowSize / config.MergeSize / config.PatchSize; // blocks along a side
        int unit = config.MergeSize * config.MergeSize;
        List<long> order = [];
        List<int> lengths = [];
        long first = 0;
        foreach (var (time, height, width) in grids)
        {
            var (rows, columns) = (height / config.MergeSize, width / config.MergeSize);
            for (int t = 0; t < time; t++)
            {
                for (int top = 0; top < rows; top += window)
                {
                    for (int left = 0; left < columns; left += window)
                    {
                        int before = order.Count;
                        for (int row = top; row < Math.Min(top + window, rows); row++)
                        {
                            for (int column = left; column < Math.Min(left + window, columns); column++)
                            {
                                order.Add(first + row * columns + column);
                            }
                        }

                        lengths.Add((order.Count - before) * unit);
                    }
                }

                first += rows * columns;
            }
        }

        return ([.. order], [.. lengths]);
    }
}
