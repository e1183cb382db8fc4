namespace JudgeApi.Problems;

/// <summary>Problems that several features answer, each with its one sentence.</summary>
internal static class Refusals
{
    public static Problem Unauthenticated(string detail) =>
        new(StatusCodes.Status401Unauthorized, ProblemCodes.Unauthenticated, detail);

    public static Problem UnknownRoute(PathString path) =>
        new(StatusCodes.Status404NotFound, ProblemCodes.UnknownRoute, $"There is nothing at {path}; /swagger lists every route.");

    public static Problem NotFound(string what, string id) =>
        new(StatusCodes.Status404NotFound, ProblemCodes.NotFound, $"There is no {what} '{Shown(id)}'.");

    public static Problem UnsupportedMediaType(string? given, string accepted) =>
        new(
            StatusCodes.Status415UnsupportedMediaType,
            ProblemCodes.UnsupportedMediaType,
            $"The content type is {(string.IsNullOrEmpty(given) ? "missing" : $"'{Shown(given)}'")}; this route accepts {accepted}."
        )
        {
            Field = "Content-Type",
        };

    public static Problem BodyTooLarge(long limit) =>
        new(
            StatusCodes.Status413PayloadTooLarge,
            ProblemCodes.BodyTooLarge,
            $"The request body is larger than the {limit} bytes that this route accepts."
        )
        {
            Limit = limit,
        };

    public static Problem Missing(string field) =>
        new(StatusCodes.Status400BadRequest, ProblemCodes.MissingField, $"The field {field} is missing.") { Field = field };

    public static Problem BadValue(string field, string detail) =>
        new(StatusCodes.Status400BadRequest, ProblemCodes.BadValue, detail) { Field = field };

    public static Problem TooLong(string field, int length, int limit) =>
        new(
            StatusCodes.Status400BadRequest,
            ProblemCodes.TextTooLong,
            $"The field {field} has {length} characters; at most {limit} are accepted."
        )
        {
            Field = field,
            Limit = limit,
        };

    public static Problem UnknownParameter(string name, params string[] known) =>
        new(
            StatusCodes.Status400BadRequest,
            ProblemCodes.UnknownParameter,
            $"The parameter {Shown(name)} is not known here; known are {string.Join(", ", known)}."
        )
        {
            Field = Shown(name),
            Allowed = known,
        };

    public static Problem Busy(TimeSpan retryAfter) =>
        new(
            StatusCodes.Status503ServiceUnavailable,
            ProblemCodes.Busy,
            "The judge has as much work as it may queue; try again shortly."
        )
        {
            RetryAfter = retryAfter,
        };

    public static Problem ModelUnavailable() =>
        new(StatusCodes.Status503ServiceUnavailable, ProblemCodes.ModelUnavailable, "No model is loaded yet; try again shortly.")
        {
            RetryAfter = TimeSpan.FromSeconds(5),
        };

    /// <summary>What a caller sent, short enough for a sentence and without control characters.</summary>
    public static string Shown(string text)
    {
        string visible = string.Concat(
            text.Take(64).Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) ? '?' : letter)
        );
        return text.Length > 64 ? visible + "..." : visible;
    }
}
