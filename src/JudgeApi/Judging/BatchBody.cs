using System.Text.Json;

namespace JudgeApi.Judging;

/// <summary>Asks for several judgments; each item is what POST /judge takes.</summary>
internal sealed record BatchBody
{
    /// <summary>Read one by one, so that one wrong item does not refuse the others.</summary>
    public IReadOnlyList<JsonElement>? Items { get; init; }
}
