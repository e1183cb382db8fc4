namespace JudgeApi.Models;

/// <summary>What one server serves.</summary>
/// <param name="Server">Its name among those that share the database.</param>
/// <param name="Version">The version that answers there.</param>
/// <param name="Loading">The version that it is about to serve; null: none.</param>
/// <param name="Error">Why the last exchange did not come about.</param>
/// <param name="Since">Since when it serves this version.</param>
/// <param name="SeenAt">When it last said so.</param>
internal sealed record ServerView(
    string Server,
    string? Version,
    string? Digest,
    string? Loading,
    string? Error,
    DateTimeOffset Since,
    DateTimeOffset SeenAt
);
