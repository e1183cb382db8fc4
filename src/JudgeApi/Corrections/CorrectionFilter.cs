using JudgeApi.Paging;
using JudgeApi.Problems;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;

namespace JudgeApi.Corrections;

/// <summary>Which corrections a caller wants to see.</summary>
internal sealed record CorrectionFilter(PageQuery Page, string? Judgment, string? Rater, string? Task, bool Current)
{
    /// <summary>The parameters' meanings, for the document.</summary>
    public static (string Name, string Meaning)[] Documented =>
        [
            ("judgment", "Id of a judgment"),
            ("rater", "Id of the rater's key, me, or an imported rater; raters see their own only"),
            ("task", "Name of the task"),
            ("current", "true: only each rater's last word on a judgment"),
            .. PageQuery.Documented,
        ];

    /// <param name="query">Of the request.</param>
    /// <param name="keyId">Who asks.</param>
    /// <param name="isRater">Raters see what they said themselves: others' words would not be independent of each other.</param>
    public static Parsed<CorrectionFilter> Read(IQueryCollection query, string keyId, bool isRater)
    {
        var (page, wrong) = PageQuery.Read(query, "judgment", "rater", "task", "current");
        if (page is null)
        {
            return wrong!;
        }

        var (current, unknown) = PageQuery.Word(query, "current", "true", "false");
        if (unknown is not null)
        {
            return unknown;
        }

        string? rater = query["rater"] == "me" ? keyId : query["rater"];
        if (isRater && rater is not null && rater != keyId)
        {
            return new Problem(
                StatusCodes.Status403Forbidden,
                ProblemCodes.Forbidden,
                "A rater sees only what was said with the same key: leave the parameter rater out."
            )
            {
                Field = "rater",
            };
        }

        return new CorrectionFilter(page, query["judgment"], isRater ? keyId : rater, query["task"], current == "true");
    }

    /// <summary>The rows that fit, in no order.</summary>
    public IQueryable<Correction> Apply(JudgeDb db)
    {
        var rows = Current ? db.CurrentCorrections : db.Corrections;
        rows = Judgment is null ? rows : rows.Where(row => row.JudgmentId == Judgment);
        rows = Rater is null ? rows : rows.Where(row => row.RaterId == Rater);
        rows = Task is null ? rows : rows.Where(row => row.Task == Task);
        return rows;
    }
}
