namespace JudgeApi.Reviews;

/// <summary>The right answer to a judgment.</summary>
internal sealed record GoldBody
{
    /// <summary>A label of the task, A or B for pairs, in the judgment's own order of images.</summary>
    public string? Verdict { get; init; }
}
