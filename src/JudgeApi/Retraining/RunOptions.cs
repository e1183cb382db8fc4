using System.Text.Json;
using JudgeApi.Hosting;

namespace JudgeApi.Retraining;

/// <summary>What one run was asked to do; stored with it, so that later changes of the configuration do not change it.</summary>
internal sealed record RunOptions
{
    public required LabelWeighting Weighting { get; init; }

    public required int Steps { get; init; }

    public required bool AutoPromote { get; init; }

    public required bool Imports { get; init; }

    /// <summary>Only corrections of these tasks; null: all.</summary>
    public IReadOnlyList<string>? Tasks { get; init; }

    public required int Seed { get; init; }

    public static RunOptions Parse(string json) => JsonSerializer.Deserialize<RunOptions>(json, Json.Options)!;

    public string ToJson() => JsonSerializer.Serialize(this, Json.Options);
}
