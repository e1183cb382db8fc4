using JudgeCore.Images;

namespace JudgeCore.Engine;

/// <summary>A prompt ready for the model: plain data, no tensors.</summary>
/// <param name="Ids">[seq] token ids; each image's placeholder tokens stand in one run.</param>
/// <param name="Positions">[3][seq] time, height and width position of each token.</param>
/// <param name="NextPosition">Position, alike in all three rows, of the first token after the prompt.</param>
/// <param name="Images">The pictures with the index of their first placeholder token, in order.</param>
/// <param name="SharedPrefix">Leading tokens that other requests of the same task share (the rubric); 0 where none are.</param>
internal sealed record EnginePrompt(
    int[] Ids,
    int[][] Positions,
    int NextPosition,
    IReadOnlyList<(PreparedImage Image, int Start)> Images,
    int SharedPrefix
)
{
    /// <summary>Placeholder tokens of all images.</summary>
    public int ImageTokens => Images.Sum(image => image.Image.Tokens);
}
