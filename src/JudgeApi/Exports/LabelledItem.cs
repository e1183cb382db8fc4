using System.Text.Json.Serialization;

namespace JudgeApi.Exports;

/// <summary>A line of items.jsonl in the form of docs/data.md, which the trainer reads.</summary>
internal sealed record LabelledItem(string Id, string Task, IReadOnlyList<string> Images, string Label, string Group)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Rationale { get; init; }
}
