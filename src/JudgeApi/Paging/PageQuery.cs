using System.Globalization;
using JudgeApi.Problems;

namespace JudgeApi.Paging;

/// <summary>What every list takes beside its own filters: a time window, a length and where to go on.</summary>
internal sealed record PageQuery
{
    public const int MaxLimit = 200;

    private const int DefaultLimit = 50;

    private static readonly string[] Place = ["limit", "cursor"];
    private static readonly string[] Window = ["from", "to"];

    /// <summary>Not before.</summary>
    public DateTimeOffset? From { get; private init; }

    /// <summary>Before.</summary>
    public DateTimeOffset? To { get; private init; }

    public int Limit { get; private init; }

    public PageCursor? Cursor { get; private init; }

    /// <summary>The newest rows, or those after a place; for callers within the service.</summary>
    public static PageQuery Of(int limit, PageCursor? after = null) => new() { Limit = limit, Cursor = after };

    /// <summary>The same window at another place.</summary>
    public PageQuery At(int limit, PageCursor? after) => this with { Limit = limit, Cursor = after };

    /// <summary>The parameters' meanings, for the document.</summary>
    public static (string Name, string Meaning)[] Documented =>
        [
            ("from", "Not before this instant (ISO 8601)"),
            ("to", "Before this instant"),
            ("limit", $"At most this many, 1 to {MaxLimit}; default {DefaultLimit}"),
            ("cursor", "nextCursor of the page before"),
        ];

    /// <summary>The same for lists that are short as a rule: answered whole, and in pages where they are not.</summary>
    public static (string Name, string Meaning)[] DocumentedShort =>
        [
            ("limit", $"At most this many, 1 to {MaxLimit} (the default); the header Link has the address of the next page"),
            ("cursor", "From that address"),
        ];

    /// <summary>Reads the query string, strictly: a misspelt filter would otherwise show everything.</summary>
    /// <param name="query">Of the request.</param>
    /// <param name="filters">Names that the list itself takes.</param>
    public static Parsed<PageQuery> Read(IQueryCollection query, params string[] filters) =>
        Read(query, [.. filters, .. Window, .. Place], DefaultLimit);

    /// <summary>Likewise for a list of <see cref="DocumentedShort"/>.</summary>
    public static Parsed<PageQuery> ReadShort(IQueryCollection query) => Read(query, Place, MaxLimit);

    /// <summary>Tells the caller of a short list where the next page is.</summary>
    public static void Link(HttpResponse response, int limit, PageCursor next) =>
        response.Headers.Link = $"<{response.HttpContext.Request.Path}?limit={limit}&cursor={next}>; rel=\"next\"";

    private static Parsed<PageQuery> Read(IQueryCollection query, string[] names, int usual)
    {
        if (query.Keys.FirstOrDefault(name => !names.Contains(name, StringComparer.Ordinal)) is { } unknown)
        {
            return Refusals.UnknownParameter(unknown, names);
        }

        if (!TryReadInstant(query["from"], out var from) || !TryReadInstant(query["to"], out var to))
        {
            string field = TryReadInstant(query["from"], out _) ? "to" : "from";
            return Refusals.BadValue(
                field,
                $"The parameter {field} must be a date and time of ISO 8601, such as 2026-01-31T12:00:00Z."
            );
        }

        int limit = usual;
        if (
            query["limit"] is [{ } wanted]
            && (!int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MaxLimit)
        )
        {
            return Refusals.BadValue("limit", $"The parameter limit must be a whole number from 1 to {MaxLimit}.") with
            {
                Limit = MaxLimit,
            };
        }

        PageCursor? cursor = null;
        if (query["cursor"] is [{ } text] && !PageCursor.TryRead(text, out cursor))
        {
            return new Problem(
                StatusCodes.Status400BadRequest,
                ProblemCodes.BadCursor,
                "The cursor is not one that this service gave out."
            )
            {
                Field = "cursor",
            };
        }

        return new PageQuery
        {
            From = from,
            To = to,
            Limit = limit,
            Cursor = cursor,
        };
    }

    /// <summary>A parameter that is one of a few words; null where it is absent.</summary>
    public static Parsed<string> Word(IQueryCollection query, string name, params string[] words)
    {
        string? given = query[name];
        return given is null ? default(Parsed<string>)
            : words.Contains(given, StringComparer.Ordinal) ? given
            : Refusals.BadValue(
                name,
                $"The parameter {name} must be {string.Join(" or ", words)}, not '{Refusals.Shown(given)}'."
            ) with
            {
                Allowed = words,
            };
    }

    /// <summary>A parameter that is a number of a range, both ends included; <c>Value</c> is null where it is absent.</summary>
    public static (double? Value, Problem? Problem) Number(IQueryCollection query, string name, double least, double most)
    {
        string? given = query[name];
        if (given is null)
        {
            return (null, null);
        }

        return
            double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && number >= least
            && number <= most
            ? (number, null)
            : (
                null,
                Refusals.BadValue(
                    name,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The parameter {name} must be a number from {least} to {most}, not '{Refusals.Shown(given)}'."
                    )
                )
            );
    }

    private static bool TryReadInstant(string? text, out DateTimeOffset? instant)
    {
        bool read = DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var value
        );
        instant = read ? value : null;
        return read || text is null;
    }
}
