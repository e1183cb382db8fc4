// Reads JSON bodies strictly and says where and why one is refused.
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using JudgeApi.Hosting;

namespace JudgeApi.Problems;

internal static partial class JsonBody
{
    public const string MediaType = "application/json";

    /// <summary>Reads the request's body as one JSON object.</summary>
    public static async Task<Parsed<T>> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        if (!request.HasJsonContentType())
        {
            return Refusals.UnsupportedMediaType(request.ContentType, MediaType);
        }

        try
        {
            var body = await JsonSerializer.DeserializeAsync<T>(request.Body, Json.Options, cancellationToken);
            return body is null ? Refusals.BadValue("$", "The body is null; a JSON object is expected.") : body;
        }
        catch (JsonException error)
        {
            return Explain(error);
        }
    }

    /// <summary>Reads one element of a larger document.</summary>
    public static Parsed<T> Read<T>(JsonElement element)
        where T : class
    {
        try
        {
            var body = element.Deserialize<T>(Json.Options);
            return body is null ? Refusals.BadValue("$", "The item is null; a JSON object is expected.") : body;
        }
        catch (JsonException error)
        {
            return Explain(error) with { At = null };
        }
    }

    private static Problem Explain(JsonException error)
    {
        string field = Field(error.Path);
        long line = (error.LineNumber ?? 0) + 1;
        long position = (error.BytePositionInLine ?? 0) + 1;
        if (
            error.InnerException is JsonException or null
            && error.Message.Contains("could not be mapped", StringComparison.Ordinal)
        )
        {
            return new Problem(
                StatusCodes.Status400BadRequest,
                ProblemCodes.UnknownField,
                $"The field {Refusals.Shown(field)} is not known here."
            )
            {
                Field = Refusals.Shown(field),
            };
        }

        if (error.Message.StartsWith("Duplicate property", StringComparison.Ordinal))
        {
            return new Problem(StatusCodes.Status400BadRequest, ProblemCodes.DuplicateField, $"The field {field} is given twice.")
            {
                Field = field,
            };
        }

        // Syntax: the reader's own exception is the cause.
        if (error.InnerException is JsonException)
        {
            string reason = Trailer().Replace(error.Message, "");
            return new Problem(
                StatusCodes.Status400BadRequest,
                ProblemCodes.BadJson,
                string.Create(CultureInfo.InvariantCulture, $"The body is not JSON at line {line}, position {position}: {reason}")
            )
            {
                At = (line, position),
            };
        }

        if (error.InnerException is FormatException && field.EndsWith("data", StringComparison.Ordinal))
        {
            return new Problem(StatusCodes.Status400BadRequest, ProblemCodes.BadBase64, $"The field {field} is not base64.")
            {
                Field = field,
            };
        }

        return new Problem(
            StatusCodes.Status400BadRequest,
            ProblemCodes.BadValue,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The value of {field} (line {line}, position {position}) is not of the form that this field takes; see /swagger."
            )
        )
        {
            Field = field,
            At = (line, position),
        };
    }

    // "$.images[0].data" is "images[0].data"; a path of "$" stays.
    private static string Field(string? path) =>
        path is null or "$" or "" ? "$"
        : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..]
        : path;

    [GeneratedRegex(@"\s*(Path:|LineNumber:).*$", RegexOptions.Singleline)]
    private static partial Regex Trailer();
}
