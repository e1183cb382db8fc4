using System.Text.Json.Serialization;
using JudgeApi.Judging;
using JudgeApi.Storage.Entities;

namespace JudgeApi.Judgments;

/// <summary>A stored judgment: what its caller got, and what was judged by whom for whom.</summary>
internal sealed record JudgmentRecord : JudgeAnswer
{
    public JudgmentRecord(Judgment judgment)
        : base(judgment)
    {
        Text = judgment.Text;
        Images = [.. judgment.Images.OrderBy(image => image.Position).Select(image => image.ImageId)];
        KeyId = judgment.KeyId;
    }

    /// <summary>The caption or policy.</summary>
    [JsonPropertyOrder(1)]
    public string? Text { get; }

    /// <summary>Ids of the images in their order; GET /images/{id} has their bytes.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<string> Images { get; }

    /// <summary>The key that asked.</summary>
    [JsonPropertyOrder(1)]
    public string KeyId { get; }
}
