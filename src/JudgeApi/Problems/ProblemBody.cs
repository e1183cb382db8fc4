using System.Text.Json.Serialization;
using Microsoft.AspNetCore.WebUtilities;

namespace JudgeApi.Problems;

/// <summary>A problem as it is written: the members of RFC 9457 and ours.</summary>
internal sealed record ProblemBody
{
    public const string MediaType = "application/problem+json";

    public required string Type { get; init; }

    public required string Title { get; init; }

    public required int Status { get; init; }

    public required string Detail { get; init; }

    /// <summary>Stable; programs decide by it.</summary>
    public required string Code { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Field { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Limit { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Allowed { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Line { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Position { get; init; }

    /// <summary>Finds the request in the log.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TraceId { get; init; }

    public static ProblemBody Of(Problem problem, string? traceId = null) =>
        new()
        {
            Type = $"urn:mtrljudge:problem:{problem.Code}",
            Title = ReasonPhrases.GetReasonPhrase(problem.Status),
            Status = problem.Status,
            Detail = problem.Detail,
            Code = problem.Code,
            Field = problem.Field,
            Limit = problem.Limit,
            Allowed = problem.Allowed,
            Line = problem.At?.Line,
            Position = problem.At?.Position,
            TraceId = traceId,
        };
}
