// M-RoPE's position ids (Qwen2-VL, arXiv 2409.12191): text counts up in all three rows; an image keeps time and spreads height and width.
namespace JudgeCore.Models;

/// <summary>Position ids of one sequence.</summary>
/// <param name="Rows">[3][seq] time, height, width.</param>
/// <param name="Delta">The next generated token's position is seq + Delta in all three rows.</param>
internal sealed record MropePositions(int[][] Rows, int Delta)
{
    /// <param name="ids">[seq] token ids; each image's placeholders stand in one run, behind a vision-start token.</param>
    /// <param name="grids">Patches of each image as (time, height, width), in order.</param>
    /// <param name="config">Which token stands for an image, and how many patches merge into one.</param>
    /// <param name="attended">[seq] false on padding (left padding, as batched generation has it); null: none is padding.</param>
    /// <exception cref="ArgumentException">Placeholders and grids do not match.</exception>
    public static MropePositions Of(
        IReadOnlyList<int> ids,
        IReadOnlyList<(int Time, int Height, int Width)> grids,
        ModelConfig config,
        IReadOnlyList<bool>? attended = null
    )
    {
        int merge = config.Vision.MergeSize;
        int[][] rows = [new int[ids.Count], new int[ids.Count], new int[ids.Count]];
        int next = 0;
        int image = 0;
        for (int i = 0; i < ids.Count; )
        {
            if (attended?[i] == false)
            {
                (rows[0][i], rows[1][i], rows[2][i]) = (1, 1, 1); // never looked at; the reference's value
                i++;
            }
            else if (ids[i] != config.ImageTokenId)
            {
                (rows[0][i], rows[1][i], rows[2][i]) = (next, next, next);
                next++;
                i++;
            }
            else
            {
                if (image == grids.Count)
                {
                    throw new ArgumentException($"more image placeholders than the {grids.Count} images have tokens");
                }

                var (time, height, width) = (grids[image].Time, grids[image].Height / merge, grids[image].Width / merge);
                int tokens = time * height * width;
                if (i + tokens > ids.Count || Enumerable.Range(i, tokens).Any(j => ids[j] != config.ImageTokenId))
                {
                    throw new ArgumentException($"image {image} has {tokens} tokens, but fewer placeholders stand in a row");
                }

                for (int j = 0; j < tokens; j++)
                {
                    rows[0][i + j] = next + j / (height * width);
                    rows[1][i + j] = next + j / width % height;
                    rows[2][i + j] = next + j % width;
                }

                next += Math.Max(time, Math.Max(height, width));
                i += tokens;
                image++;
            }
        }

        return image == grids.Count
            ? new MropePositions(rows, next - ids.Count)
            : throw new ArgumentException($"{grids.Count} images, but placeholders of {image}");
    }
}
