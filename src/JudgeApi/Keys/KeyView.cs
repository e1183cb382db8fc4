using JudgeApi.Storage.Entities;

namespace JudgeApi.Keys;

/// <summary>A key as it is listed: without its secret.</summary>
internal record KeyView(
    string Id,
    string Name,
    KeyRole Role,
    string Prefix,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt
)
{
    public static KeyView Of(ApiKey key) =>
        new(key.Id, key.Name, key.Role, key.Prefix, key.CreatedAt, key.LastUsedAt, key.RevokedAt);
}
