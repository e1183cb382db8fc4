using System.Text.RegularExpressions;
using JudgeApi.Paging;
using JudgeApi.Problems;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Judgments;

/// <summary>Which judgments a caller wants to see.</summary>
internal sealed record JudgmentFilter
{
    private const string Unreviewed = "none";
    private const string Confirmed = "confirmed";
    private const string Corrected = "corrected";

    private static readonly string[] Names =
    [
        "task",
        "model",
        "verdict",
        "reference",
        "review",
        "minConfidence",
        "maxConfidence",
        "flipped",
        "search",
    ];

    public required PageQuery Page { get; init; }

    public string? Task { get; init; }

    public string? Model { get; init; }

    public string? Verdict { get; init; }

    public string? Reference { get; init; }

    public string? Review { get; init; }

    public double? MinConfidence { get; init; }

    public double? MaxConfidence { get; init; }

    public bool? Flipped { get; init; }

    public string? Search { get; init; }

    // What the caller searches for is no pattern, whatever signs it has.
    private string Like => $"%{Regex.Replace(Search!, @"[\\%_]", @"\$0").ToLowerInvariant()}%";

    /// <summary>The parameters' meanings, for the document.</summary>
    public static (string Name, string Meaning)[] Documented =>
        [
            ("task", "Name of the task"),
            ("model", "Version or digest of the model"),
            ("verdict", "Label"),
            ("reference", "The caller's own id"),
            ("review", "none: nobody has said anything; confirmed: all raters agree with it; corrected: one does not"),
            ("minConfidence", "Confidence at least this, 0 to 1"),
            ("maxConfidence", "Confidence at most this, 0 to 1"),
            ("flipped", "Joint pairs: true: the two orders disagree; false: they agree"),
            ("search", "Id, reference, or words of the caption or policy"),
            .. PageQuery.Documented,
        ];

    public static Parsed<JudgmentFilter> Read(IQueryCollection query)
    {
        var (page, wrong) = PageQuery.Read(query, Names);
        var (review, badReview) = PageQuery.Word(query, "review", Unreviewed, Confirmed, Corrected);
        var (flipped, badFlipped) = PageQuery.Word(query, "flipped", "true", "false");
        var (least, badLeast) = PageQuery.Number(query, "minConfidence", 0, 1);
        var (most, badMost) = PageQuery.Number(query, "maxConfidence", 0, 1);
        if ((wrong ?? badReview ?? badFlipped ?? badLeast ?? badMost) is { } problem)
        {
            return problem;
        }

        return new JudgmentFilter
        {
            Page = page!,
            Task = query["task"],
            Model = query["model"],
            Verdict = query["verdict"],
            Reference = query["reference"],
            Review = review,
            MinConfidence = least,
            MaxConfidence = most,
            Flipped = flipped is null ? null : flipped == "true",
            Search = query["search"],
        };
    }

    /// <summary>The rows that fit, in no order.</summary>
    public IQueryable<Judgment> Apply(JudgeDb db, IQueryable<Judgment> rows)
    {
        rows = Task is null ? rows : rows.Where(row => row.Task == Task);
        rows = rows.OfModel(Model);
        rows = Verdict is null ? rows : rows.Where(row => row.Verdict == Verdict);
        rows = Reference is null ? rows : rows.Where(row => row.Reference == Reference);
        rows = MinConfidence is null ? rows : rows.Where(row => row.Confidence >= MinConfidence);
        rows = MaxConfidence is null ? rows : rows.Where(row => row.Confidence <= MaxConfidence);
        rows = Flipped is null ? rows : rows.Where(row => row.Flipped == Flipped);
        rows = Search is null
            ? rows
            : rows.Where(row =>
                row.Id == Search
                || row.Reference == Search
                || (row.Text != null && EF.Functions.Like(row.Text.ToLower(), Like, "\\"))
            );
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
        return rows;
    }
}
