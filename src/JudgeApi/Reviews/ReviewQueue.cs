using JudgeApi.Hosting;
using JudgeApi.Problems;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using JudgeCore.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JudgeApi.Reviews;

/// <summary>
/// Gives each rater the next judgment: now and then a gold item, now and then the random share, else the least certain verdict. A place is leased, so
/// that an abandoned one returns; nobody sees a judgment twice.
/// </summary>
internal sealed class ReviewQueue(Commits commits, IOptions<ServiceOptions> options, TimeProvider time)
{
    /// <summary>The advisory lock under which PostgreSQL gives out places one by one; SQLite has one writer anyway.</summary>
    private const long Number = 0x4D74526C51756575;

    /// <summary>The rater's open review, renewed, or a new one; null where nothing waits for this rater.</summary>
    /// <param name="raterId">Who asks.</param>
    /// <param name="task">Only this task; null: any.</param>
    /// <param name="cancellationToken">Stops before anything is stored.</param>
    /// <param name="held">Open reviews that the rater has at hand already: another one is wanted beside them.</param>
    public Task<(Review Review, Judgment Judgment)?> NextAsync(
        string raterId,
        string? task,
        CancellationToken cancellationToken,
        params string[] held
    ) =>
        commits.DoAsync(
            async (db, token) =>
            {
                if (db.Database.IsNpgsql())
                {
                    await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({Number})", token);
                }

                var now = UtcInstant.Now(time);
                var until = now.AddMinutes(options.Value.Review.LeaseMinutes);
                var open = await OpenAsync(db, raterId, task, held, token);
                if (open is { } again)
                {
                    again.Review.ExpiresAt = until;
                    await db.SaveChangesAsync(token);
                    return open;
                }

                string id = Guid.CreateVersion7(now).ToString("N");
                if (await PickAsync(db, id, raterId, task, now, token) is not var (judgmentId, origin))
                {
                    return null;
                }

                var judgment = await db.Judgments.Include(row => row.Images).FirstAsync(row => row.Id == judgmentId, token);
                bool knows = await db.Corrections.AnyAsync(row => row.JudgmentId == judgmentId && row.RaterId == raterId, token);
                var review = new Review
                {
                    Id = id,
                    JudgmentId = judgmentId,
                    RaterId = raterId,
                    Origin = origin,
                    Swapped = judgment.Kind == TaskKind.Pairwise && Draw.Of(id, "sides") < 0.5,
                    Blind = options.Value.Review.Blind && !knows,
                    LeasedAt = now,
                    ExpiresAt = until,
                    State = ReviewState.Open,
                };
                db.Reviews.Add(review);
                await db.SaveChangesAsync(token);
                return ((Review, Judgment)?)(review, judgment);
            },
            cancellationToken
        );

    /// <summary>Ends a turn without an answer; null when it is done, and when it was done before.</summary>
    /// <param name="id">Of the review.</param>
    /// <param name="raterId">Who skips.</param>
    /// <param name="reason">One of <see cref="SkipBody.Reasons"/>.</param>
    /// <param name="note">In the rater's words.</param>
    /// <param name="cancellationToken">Stops before anything is stored.</param>
    public Task<Problem?> SkipAsync(
        string id,
        string raterId,
        string reason,
        string? note,
        CancellationToken cancellationToken
    ) =>
        commits.DoAsync(
            async (db, token) =>
            {
                var review = await db.Reviews.FirstOrDefaultAsync(row => row.Id == id && row.RaterId == raterId, token);
                switch (review?.State)
                {
                    case null:
                        return Refusals.NotFound("review", id);
                    case ReviewState.Answered:
                        return new Problem(
                            StatusCodes.Status409Conflict,
                            ProblemCodes.ReviewEnded,
                            "The review was answered already; an answer can be changed but not skipped."
                        );
                    case ReviewState.Skipped:
                        return null;
                    default:
                        break;
                }

                review.State = ReviewState.Skipped;
                review.EndedAt = UtcInstant.Now(time);
                review.SkipReason = reason;
                review.SkipNote = note;
                await db.SaveChangesAsync(token);
                if (review.Origin != CorrectionOrigin.Gold)
                {
                    int most = options.Value.Review.MaxSkips;
                    await db
                        .ReviewItems.Where(item => item.JudgmentId == review.JudgmentId)
                        .ExecuteUpdateAsync(
                            set =>
                                set.SetProperty(item => item.Skipped, item => item.Skipped + 1)
                                    .SetProperty(item => item.Closed, item => item.Closed || item.Skipped + 1 >= most),
                            token
                        );
                }

                return (Problem?)null;
            },
            cancellationToken
        );

    private static async Task<(Review Review, Judgment Judgment)?> OpenAsync(
        JudgeDb db,
        string raterId,
        string? task,
        string[] held,
        CancellationToken cancellationToken
    )
    {
        var open = await db
            .Reviews.Where(row => row.RaterId == raterId && row.State == ReviewState.Open && !held.Contains(row.Id))
            .Join(
                db.Judgments.Include(row => row.Images),
                row => row.JudgmentId,
                row => row.Id,
                (review, judgment) => new { review, judgment }
            )
            .Where(row => task == null || row.judgment.Task == task)
            .OrderBy(row => row.review.LeasedAt)
            .FirstOrDefaultAsync(cancellationToken);
        if (open is null)
        {
            return null;
        }

        await db.Entry(open.judgment).Collection(row => row.Images).LoadAsync(cancellationToken);
        return (open.review, open.judgment);
    }

    // What the turn shows is drawn from its id, before anything is known of what waits.
    private async Task<(string JudgmentId, CorrectionOrigin Origin)?> PickAsync(
        JudgeDb db,
        string id,
        string raterId,
        string? task,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var rules = options.Value.Review;
        if (Draw.Of(id, "gold") < rules.GoldShare && await GoldAsync(db, raterId, task, cancellationToken) is { } gold)
        {
            return (gold, CorrectionOrigin.Gold);
        }

        CorrectionOrigin[] shares = [CorrectionOrigin.Uncertain, CorrectionOrigin.Random];
        foreach (var share in Draw.Of(id, "turn") < rules.RandomShare ? shares.Reverse() : shares)
        {
            if (await WaitingAsync(db, share, raterId, task, now, cancellationToken) is { } judgment)
            {
                return (judgment, share);
            }
        }

        return await GoldAsync(db, raterId, task, cancellationToken) is { } last && rules.GoldShare > 0
            ? (last, CorrectionOrigin.Gold)
            : null;
    }

    private static Task<string?> GoldAsync(JudgeDb db, string raterId, string? task, CancellationToken cancellationToken) =>
        db
            .GoldItems.Where(item =>
                item.RetiredAt == null
                && (task == null || item.Task == task)
                && !db.Reviews.Any(row => row.JudgmentId == item.JudgmentId && row.RaterId == raterId)
                && !db.Corrections.Any(row => row.JudgmentId == item.JudgmentId && row.RaterId == raterId)
            )
            .OrderBy(item => item.JudgmentId)
            .Select(item => item.JudgmentId)
            .FirstOrDefaultAsync(cancellationToken);

    // The random share comes before a rater whatever the rater has said elsewhere: leaving those out would make it another sample.
    private Task<string?> WaitingAsync(
        JudgeDb db,
        CorrectionOrigin share,
        string raterId,
        string? task,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        int overlap = options.Value.Review.Overlap;
        return db
            .OpenReviewItems.Where(item =>
                item.Share == share
                && (task == null || item.Task == task)
                && !db.Reviews.Any(row => row.JudgmentId == item.JudgmentId && row.RaterId == raterId)
                && (
                    share == CorrectionOrigin.Random
                    || !db.Corrections.Any(row => row.JudgmentId == item.JudgmentId && row.RaterId == raterId)
                )
                && !db.GoldItems.Any(gold => gold.JudgmentId == item.JudgmentId && gold.RetiredAt == null)
                && item.Answered
                    + db.Reviews.Count(row =>
                        row.JudgmentId == item.JudgmentId && row.State == ReviewState.Open && row.ExpiresAt > now
                    )
                    < overlap
            )
            .OrderByDescending(item => item.Priority)
            .ThenBy(item => item.JudgmentId)
            .Select(item => item.JudgmentId)
            .FirstOrDefaultAsync(cancellationToken);
    }
}
