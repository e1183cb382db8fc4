using JudgeCore.Tasks;

namespace JudgeApi.Tasks;

/// <summary>A task as an operator writes it.</summary>
internal sealed record TaskBody
{
    /// <summary>labels, scale or pairwise; fixed once the task exists.</summary>
    public TaskKind? Kind { get; init; }

    /// <summary>The instruction to the judge, up to 2000 characters.</summary>
    public string? Rubric { get; init; }

    /// <summary>2 to 20 words; scales from worst to best; pairs: the word for the first shown image, then for the second.</summary>
    public IReadOnlyList<string>? Labels { get; init; }

    /// <summary>Whether a request carries text: none (default), optional, required.</summary>
    public TextUse? Text { get; init; }

    /// <summary>What the prompt calls the text, such as Caption or Policy; default Text.</summary>
    public string? TextName { get; init; }

    /// <summary>Pairs: the task that judges one image alone.</summary>
    public string? PointwiseTwin { get; init; }

    /// <summary>Kind labels: the label that speaks for the image.</summary>
    public string? FavourableLabel { get; init; }

    /// <summary>The edit is refused unless the task is at this version (0: does not exist); If-Match does the same.</summary>
    public int? ExpectedVersion { get; init; }
}
