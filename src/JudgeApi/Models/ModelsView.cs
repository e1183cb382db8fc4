namespace JudgeApi.Models;

/// <summary>Which version is wanted, what every server serves, and versions, newest first.</summary>
/// <param name="Wanted">Every server is to serve it.</param>
/// <param name="Previous">A rollback goes back to it; null: there is none.</param>
/// <param name="Generation">Counts the changes.</param>
internal sealed record ModelsView(
    string Wanted,
    string? Previous,
    long Generation,
    DateTimeOffset ChangedAt,
    IReadOnlyList<ServerView> Servers,
    IReadOnlyList<ModelView> Versions,
    string? NextCursor
);
