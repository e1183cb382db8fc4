namespace JudgeApi.Keys;

/// <summary>A new key with its secret, which is shown this once.</summary>
internal sealed record CreatedKey(
    string Id,
    string Name,
    KeyRole Role,
    string Prefix,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? RevokedAt,
    string Key
) : KeyView(Id, Name, Role, Prefix, CreatedAt, LastUsedAt, RevokedAt);
