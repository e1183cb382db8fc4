using System.Globalization;
using JudgeApi.Judgments;
using JudgeApi.Paging;
using JudgeApi.Problems;
using JudgeApi.Storage.Entities;

namespace JudgeApi.Statistics;

/// <summary>Which judgments an operator wants figures of.</summary>
/// <param name="Task">Null: every task that has corrections.</param>
/// <param name="Model">Version or digest; null: all.</param>
/// <param name="Rater">The truth is what this one rater says; null: what all raters together say.</param>
/// <param name="From">Judged not before.</param>
/// <param name="To">Judged before.</param>
/// <param name="Sample">Which of them count.</param>
/// <param name="By">Into what they are divided.</param>
internal sealed record StatsFilter(
    string? Task,
    string? Model,
    string? Rater,
    DateTimeOffset? From,
    DateTimeOffset? To,
    StatsSample Sample,
    StatsGrouping By
)
{
    /// <summary>The parameters' meanings, for the document.</summary>
    public static (string Name, string Meaning)[] Documented =>
        [
            ("task", "Name of the task; absent: every task that has corrections"),
            ("model", "Version or digest of the model"),
            ("rater", "Id of a rater, whose answers alone are the truth"),
            ("from", "Judged not before this instant (ISO 8601)"),
            ("to", "Judged before this instant"),
            (
                "sample",
                "random: the review queue's random share (default); weighted: everything from the queue, weighted; all: every corrected judgment, biased"
            ),
            ("by", "model, rater (the hundred with the most votes), day or week: the figures of each, too"),
        ];

    public static Parsed<StatsFilter> Read(IQueryCollection query)
    {
        var (window, wrong) = PageQuery.Read(query, "task", "model", "rater", "sample", "by");
        if (window is null)
        {
            return wrong!;
        }

        if (query.ContainsKey("limit") || query.ContainsKey("cursor"))
        {
            return new Problem(
                StatusCodes.Status400BadRequest,
                ProblemCodes.UnknownParameter,
                "Figures have no pages: limit and cursor are not known here."
            )
            {
                Field = query.ContainsKey("limit") ? "limit" : "cursor",
            };
        }

        var (sample, unknownSample) = PageQuery.Word(query, "sample", Words<StatsSample>());
        var (by, unknownBy) = PageQuery.Word(query, "by", [.. Words<StatsGrouping>().Skip(1)]);
        return (unknownSample ?? unknownBy) is { } unknown
            ? unknown
            : new StatsFilter(
                query["task"],
                query["model"],
                query["rater"],
                window.From,
                window.To,
                Value<StatsSample>(sample),
                Value<StatsGrouping>(by)
            );
    }

    /// <summary>The judgments that fit, whether reviewed or not.</summary>
    public IQueryable<Judgment> Apply(IQueryable<Judgment> rows)
    {
        rows = Task is null ? rows : rows.Where(row => row.Task == Task);
        rows = rows.OfModel(Model);
        rows = From is not { } from ? rows : rows.Where(row => row.CreatedAt >= from);
        return To is not { } to ? rows : rows.Where(row => row.CreatedAt < to);
    }

    /// <summary>Whether a word that came about so puts its judgment into the sample.</summary>
    public bool Counts(CorrectionOrigin origin) =>
        Sample switch
        {
            StatsSample.Random => origin == CorrectionOrigin.Random,
            StatsSample.Weighted => origin is CorrectionOrigin.Random or CorrectionOrigin.Uncertain,
            _ => origin != CorrectionOrigin.Gold,
        };

    /// <summary>The group that a judgment falls into; grouping by rater is not one of judgments.</summary>
    public string? GroupOf(RatedCase one) =>
        By switch
        {
            StatsGrouping.Model => one.ModelVersion,
            StatsGrouping.Day => one.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            StatsGrouping.Week => string.Create(
                CultureInfo.InvariantCulture,
                $"{ISOWeek.GetYear(one.CreatedAt.UtcDateTime)}-W{ISOWeek.GetWeekOfYear(one.CreatedAt.UtcDateTime):00}"
            ),
            StatsGrouping.None or StatsGrouping.Rater => null,
            _ => throw new InvalidOperationException("a grouping that nobody asks for"),
        };

    private static string[] Words<T>()
        where T : struct, Enum => [.. Enum.GetNames<T>().Select(name => name.ToLowerInvariant())];

    private static T Value<T>(string? word)
        where T : struct, Enum => word is null ? default : Enum.Parse<T>(word, ignoreCase: true);
}
