using JudgeApi.Storage.Entities;

namespace JudgeApi.Corrections;

/// <summary>A correction as it is answered and listed.</summary>
/// <param name="Rater">The rater's key, or an imported rater.</param>
/// <param name="Revision">1 for this rater's first word on the judgment; the highest one holds.</param>
/// <param name="Supersedes">The rater's word before this one.</param>
/// <param name="Verdict">In the judgment's own order of images, whatever order a review showed.</param>
/// <param name="Confirms">It is the judge's verdict.</param>
/// <param name="Origin">How the judgment came before the rater; not told to raters.</param>
/// <param name="Blind">The rater did not see the judge's verdict.</param>
internal sealed record CorrectionView(
    string Id,
    string JudgmentId,
    string Task,
    int TaskVersion,
    string Rater,
    int Revision,
    string? Supersedes,
    string Verdict,
    double? Score,
    bool Confirms,
    string? Rationale,
    double? Certainty,
    double? SecondsSpent,
    CorrectionOrigin? Origin,
    bool Blind,
    DateTimeOffset CreatedAt
)
{
    /// <param name="row">As stored.</param>
    /// <param name="toRater">Hides the origin: gold items stay hidden.</param>
    public static CorrectionView Of(Correction row, bool toRater) =>
        new(
            row.Id,
            row.JudgmentId,
            row.Task,
            row.TaskVersion,
            row.RaterId,
            row.Revision,
            row.SupersedesId,
            row.Verdict,
            row.Score,
            row.Confirms,
            row.Rationale,
            row.Certainty,
            row.SecondsSpent,
            toRater ? null : row.Origin,
            row.Blind,
            row.CreatedAt
        );
}
