using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Models;

/// <summary>Token ids with their pictures: what one sequence of a batch consists of.</summary>
internal sealed record Prompt(int[] Ids, params (int Time, int Height, int Width)[] Grids)
{
    private static readonly int Image = TinyModels.ImageToken;

    /// <summary>Text, a picture of 4 x 8 patches, text.</summary>
    public static Prompt OnePicture { get; } = new([5, 6, 92, .. Enumerable.Repeat(Image, 8), 93, 7, 8, 9], (1, 4, 8));

    /// <summary>Two pictures of different sizes, one of them larger than a window.</summary>
    public static Prompt TwoPictures { get; } =
        new([15, 92, .. Enumerable.Repeat(Image, 4), 93, 92, .. Enumerable.Repeat(Image, 15), 93, 17], (1, 4, 4), (1, 6, 10));

    public static Prompt TextOnly { get; } = new([21, 22, 23, 24, 25, 26]);

    /// <summary>The pictures' random patches: the same for the same prompt, [patches, patchDim].</summary>
    public Tensor Pixels(JudgeModel model)
    {
        using var generator = new Generator((ulong)Ids.Length);
        int patches = Grids.Sum(grid => grid.Time * grid.Height * grid.Width);
        return randn([patches, model.Config.Vision.PatchDim], generator: generator).to_type(model.Policy.Dtype);
    }

    /// <summary>Prompts as one batch, padded on the left to the longest.</summary>
    public static ModelInput Batch(JudgeModel model, params Prompt[] prompts)
    {
        int seq = prompts.Max(prompt => prompt.Ids.Length);
        var ids = new long[prompts.Length, seq];
        var positions = new long[3, prompts.Length, seq];
        var visible = new bool[prompts.Length, 1, seq, seq];
        List<long> places = [];
        for (int b = 0; b < prompts.Length; b++)
        {
            int padding = seq - prompts[b].Ids.Length;
            int[] row = [.. Enumerable.Repeat(0, padding), .. prompts[b].Ids];
            var found = MropePositions.Of(row, prompts[b].Grids, model.Config, [.. row.Select((_, i) => i >= padding)]);
            for (int i = 0; i < seq; i++)
            {
                ids[b, i] = row[i];
                (positions[0, b, i], positions[1, b, i], positions[2, b, i]) = (
                    found.Rows[0][i],
                    found.Rows[1][i],
                    found.Rows[2][i]
                );
                for (int j = padding; j <= i; j++)
                {
                    visible[b, 0, i, j] = true;
                }

                if (row[i] == Image)
                {
                    places.Add(b * seq + i);
                }
            }
        }

        (int, int, int)[] grids = [.. prompts.SelectMany(prompt => prompt.Grids)];
        var visual =
            grids.Length == 0
                ? null
                : new VisualInput(
                    model.Encode(
                        cat([.. prompts.Where(prompt => prompt.Grids.Length > 0).Select(prompt => prompt.Pixels(model))]),
                        grids
                    ),
                    tensor(places.ToArray())
                );
        return new ModelInput(tensor(ids), tensor(positions), tensor(visible), visual);
    }
}
