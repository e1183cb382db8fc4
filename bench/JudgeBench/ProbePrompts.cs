using JudgeCore.Engine;
using JudgeCore.Images;
using JudgeCore.Models;

namespace JudgeBench;

/// <summary>Prompts of the 120 M shape: no two pictures are the same.</summary>
internal sealed class ProbePrompts(JudgeModel model)
{
    /// <summary>Tokens of a prompt, the picture's among them.</summary>
    public const int Tokens = 166;

    public static readonly LabelTree Labels = new([
        [11],
        [12],
    ]);

    private const int PictureAt = 40;

    private int pictures;

    public static EnginePrompt Text(int number, int length = Tokens)
    {
        int[] ids = [.. Enumerable.Range(0, length).Select(i => (37 * i + number) % 700 + 10)];
        int[] row = [.. Enumerable.Range(0, length)];
        return new EnginePrompt(ids, [row, row, row], length, [], 0);
    }

    /// <summary>A prompt with a picture that was never seen before: its features are in no cache.</summary>
    public EnginePrompt Picture()
    {
        var prompt = Text(++pictures);
        Array.Fill(prompt.Ids, Shape120M.ImageToken, PictureAt, Shape120M.ImageTokens);
        var grid = new ImageGrid(1, Shape120M.GridSide, Shape120M.GridSide);
        var positions = MropePositions.Of(
            [.. prompt.Ids.Select((id, i) => i == PictureAt - 1 ? model.Config.VisionStartTokenId : id)],
            [(1, grid.Height, grid.Width)],
            model.Config
        );
        float[] patches = new float[grid.Count * Shape120M.PatchDim];
        Array.Fill(patches, pictures % 7 / 7f);
        var picture = new PreparedImage(patches, grid, Shape120M.ImageTokens, $"picture {pictures}");
        return prompt with
        {
            Positions = positions.Rows,
            NextPosition = Tokens + positions.Delta,
            Images = [(picture, PictureAt)],
        };
    }
}
