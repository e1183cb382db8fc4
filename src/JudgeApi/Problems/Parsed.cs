namespace JudgeApi.Problems;

/// <summary>What a request body was read as, or why it could not be read: exactly one of the two.</summary>
internal readonly record struct Parsed<T>(T? Value, Problem? Problem)
    where T : class
{
    public static implicit operator Parsed<T>(T value) => new(value, null);

    public static implicit operator Parsed<T>(Problem problem) => new(null, problem);
}
