namespace JudgeApi.Problems;

/// <summary>Why a request is refused, before it becomes HTTP: RFC 9457 problem details with a stable code.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">One of <see cref="ProblemCodes"/>, or a refusal's code from the judge or the image decoder.</param>
/// <param name="Detail">A sentence that names the field and the limit.</param>
internal sealed record Problem(int Status, string Code, string Detail)
{
    /// <summary>The request's field at fault, such as <c>images[1].data</c>.</summary>
    public string? Field { get; init; }

    /// <summary>The limit that was passed, in the unit that the sentence names.</summary>
    public long? Limit { get; init; }

    /// <summary>What the field would accept.</summary>
    public IReadOnlyList<string>? Allowed { get; init; }

    /// <summary>Malformed JSON: where, counted from 1.</summary>
    public (long Line, long Position)? At { get; init; }

    /// <summary>When trying again makes sense.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
