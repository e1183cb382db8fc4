using System.Security.Claims;
using JudgeApi.Keys;
using JudgeApi.Problems;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Reviews;

/// <summary>A rater cannot look up the verdict of a judgment that is before the same rater in a blind review.</summary>
internal static class BlindRule
{
    /// <summary>The judgments that the caller may see now.</summary>
    public static IQueryable<Judgment> Visible(JudgeDb db, ClaimsPrincipal user, DateTimeOffset now)
    {
        var rows = db.Judgments.AsNoTracking();
        if (!user.IsRater())
        {
            return rows;
        }

        string rater = user.KeyId();
        return rows.Where(row =>
            !db.Reviews.Any(review =>
                review.JudgmentId == row.Id
                && review.RaterId == rater
                && review.Blind
                && review.State == ReviewState.Open
                && review.ExpiresAt > now
            )
        );
    }

    public static Problem Hidden() =>
        new(
            StatusCodes.Status409Conflict,
            ProblemCodes.ReviewOpen,
            "This judgment is before you in a blind review: answer or skip it first."
        );
}
