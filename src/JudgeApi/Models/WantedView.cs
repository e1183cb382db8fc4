namespace JudgeApi.Models;

/// <summary>Which version is wanted after a change; servers follow within seconds.</summary>
internal sealed record WantedView(string Wanted, string? Previous, long Generation, DateTimeOffset ChangedAt);
