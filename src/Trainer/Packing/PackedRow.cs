// Several examples that begin alike (same picture, same prompt) share one row: the common prefix is computed once, and each branch
// sees the prefix and itself only, at the positions that it has alone. Log-probabilities equal those of separate sequences.
using JudgeCore.Engine;
using JudgeCore.Images;

namespace Trainer.Packing;

/// <summary>One row of a packed batch: a shared prefix and the branches behind it. Plain data.</summary>
internal sealed class PackedRow
{
    /// <param name="examples">One or more, whose prompts show the same images within their common beginning.</param>
    /// <exception cref="ArgumentException">An example has images behind the common beginning, or no completion.</exception>
    public PackedRow(IReadOnlyList<Example> examples)
    {
        Examples = examples;
        Prefix = CommonPrefix(examples);
        Images = [.. examples[0].Prompt.Images.Where(image => image.Start < Prefix)];
        if (examples.Any(example => example.Completion.Length == 0 || example.Prompt.Images.Count != Images.Count))
        {
            throw new ArgumentException(
                "every example of a row needs a completion, and its images in the common prefix",
                nameof(examples)
            );
        }

        Length = Prefix + examples.Sum(BranchLength);
    }

    public IReadOnlyList<Example> Examples { get; }

    /// <summary>Tokens shared by all examples.</summary>
    public int Prefix { get; }

    public IReadOnlyList<(PreparedImage Image, int Start)> Images { get; }

    /// <summary>Tokens of the row: the prefix and every branch. The last completion token is never fed: nothing is predicted from it.</summary>
    public int Length { get; }

    /// <summary>Tokens of an example's branch: its prompt behind the prefix, and its completion but for the last token.</summary>
    public int BranchLength(Example example) => example.Prompt.Ids.Length - Prefix + example.Completion.Length - 1;

    private static int CommonPrefix(IReadOnlyList<Example> examples)
    {
        int common = examples[0].Prompt.Ids.Length;
        foreach (var example in examples.Skip(1))
        {
            int same = examples[0].Prompt.Ids.AsSpan(0, common).CommonPrefixLength(example.Prompt.Ids);
            common = Math.Min(same, FirstOtherImage(examples[0].Prompt, example.Prompt));
        }

        return common;
    }

    // Placeholder tokens look alike whatever they show: the prefix ends where the pictures begin to differ.
    private static int FirstOtherImage(EnginePrompt first, EnginePrompt second)
    {
        foreach (var (mine, other) in first.Images.Zip(second.Images))
        {
            if (mine.Start != other.Start || mine.Image.ContentHash != other.Image.ContentHash)
            {
                return Math.Min(mine.Start, other.Start);
            }
        }

        return int.MaxValue;
    }
}
