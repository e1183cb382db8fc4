namespace JudgeApi.Reviews;

/// <summary>Why a rater does not answer.</summary>
internal sealed record SkipBody
{
    /// <summary>The words that a reason may be.</summary>
    public static IReadOnlyList<string> Reasons { get; } = ["unclear", "broken_image", "not_qualified", "offensive", "other"];

    public const int MaxNote = 1000;

    /// <summary>unclear, broken_image, not_qualified, offensive or other.</summary>
    public string? Reason { get; init; }

    /// <summary>In the rater's words, up to 1000 characters.</summary>
    public string? Note { get; init; }
}
