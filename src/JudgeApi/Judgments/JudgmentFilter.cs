using System.Globalization;
using JudgeApi.Problems;
using JudgeApi.Storage.Entities;

namespace JudgeApi.Judgments;

/// <summary>Which judgments a caller wants to see.</summary>
internal sealed record JudgmentFilter
{
    public const int MaxLimit = 200;

    private const int DefaultLimit = 50;

    private static readonly string[] Names = ["task", "model", "verdict", "reference", "from", "to", "limit", "cursor"];

    public string? Task { get; private init; }

    public string? Model { get; private init; }

    public string? Verdict { get; private init; }

    public string? Reference { get; private init; }

    public DateTimeOffset? From { get; private init; }

    public DateTimeOffset? To { get; private init; }

    public int Limit { get; private init; }

    public PageCursor? Cursor { get; private init; }

    /// <summary>Reads the query string, strictly: a misspelt filter would otherwise show everything.</summary>
    public static Parsed<JudgmentFilter> Read(IQueryCollection query)
    {
        if (query.Keys.FirstOrDefault(name => !Names.Contains(name, StringComparer.Ordinal)) is { } unknown)
        {
            return new Problem(
                StatusCodes.Status400BadRequest,
                ProblemCodes.UnknownParameter,
                $"The parameter {Refusals.Shown(unknown)} is not known here; known are {string.Join(", ", Names)}."
            )
            {
                Field = Refusals.Shown(unknown),
                Allowed = Names,
            };
        }

        if (!TryReadInstant(query["from"], out var from) || !TryReadInstant(query["to"], out var to))
        {
            string field = TryReadInstant(query["from"], out _) ? "to" : "from";
            return Refusals.BadValue(
                field,
                $"The parameter {field} must be a date and time of ISO 8601, such as 2026-01-31T12:00:00Z."
            );
        }

        int limit = DefaultLimit;
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

        return new JudgmentFilter
        {
            Task = query["task"],
            Model = query["model"],
            Verdict = query["verdict"],
            Reference = query["reference"],
            From = from,
            To = to,
            Limit = limit,
            Cursor = cursor,
        };
    }

    /// <summary>The rows that fit, newest first, from the cursor on.</summary>
    public IQueryable<Judgment> Apply(IQueryable<Judgment> rows)
    {
        rows = Task is null ? rows : rows.Where(row => row.Task == Task);
        rows = Model is null ? rows : rows.Where(row => row.ModelDigest == Model || row.ModelVersion == Model);
        rows = Verdict is null ? rows : rows.Where(row => row.Verdict == Verdict);
        rows = Reference is null ? rows : rows.Where(row => row.Reference == Reference);
        rows = From is not { } from ? rows : rows.Where(row => row.CreatedAt >= from);
        rows = To is not { } to ? rows : rows.Where(row => row.CreatedAt < to);
        if (Cursor is { } last)
        {
            rows = rows.Where(row =>
                row.CreatedAt < last.CreatedAt || (row.CreatedAt == last.CreatedAt && string.Compare(row.Id, last.Id) < 0)
            );
        }

        return rows.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id);
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
