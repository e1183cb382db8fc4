namespace JudgeApi.Keys;

/// <summary>Asks for a new key.</summary>
internal sealed record CreateKeyBody
{
    /// <summary>Whose key it is, for people: 1 to 100 characters.</summary>
    public string? Name { get; init; }

    /// <summary>pipeline, rater or ops.</summary>
    public KeyRole? Role { get; init; }
}
