using JudgeApi.Storage.Entities;
using JudgeCore.Tasks;

namespace JudgeApi.Retraining;

/// <summary>A judgment with what people say is right of it.</summary>
/// <param name="Judgment">With its images.</param>
/// <param name="Task">The newest version of its task.</param>
/// <param name="Label">Index into the task's labels.</param>
/// <param name="Posterior">[label] probability; null: the label is certain.</param>
/// <param name="Rationale">One line of reasons for the label; null where nobody gave one.</param>
/// <param name="Corrections">The last words that the label was made of.</param>
internal sealed record LabelledCase(
    Judgment Judgment,
    JudgingTask Task,
    int Label,
    double[]? Posterior,
    string? Rationale,
    IReadOnlyList<string> Corrections
)
{
    /// <summary>Pictures in the order in which they were judged.</summary>
    public IReadOnlyList<string> Images { get; } =
    [.. Judgment.Images.OrderBy(image => image.Position).Select(image => image.ImageId)];

    /// <summary>What the case shares with others that must be on the same side: each picture's content, and the group.</summary>
    public IReadOnlyList<string> Keys =>
        [
            .. Images.Distinct(StringComparer.Ordinal).Select(image => $"image:{image}"),
            .. Judgment.Group is { } group ? [$"group:{group}"] : Array.Empty<string>(),
        ];
}
