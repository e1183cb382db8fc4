using JudgeApi.Problems;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;

namespace JudgeApi.Judgments;

/// <summary>Which judgments a caller wants to see.</summary>
internal sealed record JudgmentFilter(
    PageQuery Page,
    string? Task,
    string? Model,
    string? Verdict,
    string? Reference,
    string? Review
)
{
    private const string Unreviewed = "none";
    private const string Confirmed = "confirmed";
    private const string Corrected = "corrected";

    /// <summary>The parameters' meanings, for the document.</summary>
    public static (string Name, string Meaning)[] Documented =>
        [
            ("task", "Name of the task"),
            ("model", "Version or digest of the model"),
            ("verdict", "Label"),
            ("reference", "The caller's own id"),
            ("review", "none: nobody has said anything; confirmed: all raters agree with it; corrected: one does not"),
            .. PageQuery.Documented,
        ];

    public static Parsed<JudgmentFilter> Read(IQueryCollection query)
    {
        var (page, wrong) = PageQuery.Read(query, "task", "model", "verdict", "reference", "review");
        if (page is null)
        {
            return wrong!;
        }

        var (review, unknown) = PageQuery.Word(query, "review", Unreviewed, Confirmed, Corrected);
        return unknown is not null
            ? unknown
            : new JudgmentFilter(page, query["task"], query["model"], query["verdict"], query["reference"], review);
    }

    /// <summary>The rows that fit, newest first, from the cursor on.</summary>
    public IQueryable<Judgment> Apply(JudgeDb db, IQueryable<Judgment> rows)
    {
        rows = Task is null ? rows : rows.Where(row => row.Task == Task);
        rows = Model is null ? rows : rows.Where(row => row.ModelDigest == Model || row.ModelVersion == Model);
        rows = Verdict is null ? rows : rows.Where(row => row.Verdict == Verdict);
        rows = Reference is null ? rows : rows.Where(row => row.Reference == Reference);
        rows = Page.From is not { } from ? rows : rows.Where(row => row.CreatedAt >= from);
        rows = Page.To is not { } to ? rows : rows.Where(row => row.CreatedAt < to);
        rows = Review switch
        {
            Unreviewed => rows.Where(row => !db.Corrections.Any(word => word.JudgmentId == row.Id)),
            Confirmed => rows.Where(row =>
                db.Corrections.Any(word => word.JudgmentId == row.Id)
                && !db.CurrentCorrections.Any(word => word.JudgmentId == row.Id && !word.Confirms)
            ),
            Corrected => rows.Where(row => db.CurrentCorrections.Any(word => word.JudgmentId == row.Id && !word.Confirms)),
            _ => rows,
        };
        if (Page.Cursor is { } last)
        {
            rows = rows.Where(row =>
                row.CreatedAt < last.CreatedAt || (row.CreatedAt == last.CreatedAt && string.Compare(row.Id, last.Id) < 0)
            );
        }

        return rows.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id);
    }
}
