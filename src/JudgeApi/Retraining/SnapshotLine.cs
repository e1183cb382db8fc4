using System.Text.Json.Serialization;

namespace JudgeApi.Retraining;

/// <summary>A line of a snapshot's data files in the form of docs/data.md.</summary>
internal sealed record SnapshotLine(string Id, string Task, IReadOnlyList<string> Images, string Label, string Group)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, double>? Posterior { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Rationale { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Family { get; init; }

    public static SnapshotLine Of(LabelledCase one, Func<string, string> pictureName)
    {
        var words = one.Task.Labels;
        return new SnapshotLine(
            one.Judgment.Id,
            one.Task.Name,
            [.. one.Images.Select(pictureName)],
            words[one.Label],
            one.Judgment.Group ?? string.Join('+', one.Images)
        )
        {
            Text = one.Judgment.Text,
            Posterior = one.Posterior is { } shares
                ? words.Zip(shares).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal)
                : null,
            Rationale = one.Rationale,

            // Where a task may go without its text, prompts with and without it are two families (the gym's names).
            Family =
                one.Task.Text == JudgeCore.Tasks.TextUse.Optional
                    ? $"{one.Task.Name}/{(one.Judgment.Text is null ? "house" : "written")}"
                    : null,
        };
    }
}
