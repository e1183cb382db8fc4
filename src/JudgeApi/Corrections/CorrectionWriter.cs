using System.Security.Cryptography;
using System.Text.Json;
using JudgeApi.Hosting;
using JudgeApi.Problems;
using JudgeApi.Reviews;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using JudgeCore.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using static JudgeApi.Corrections.CorrectionOutcome;

namespace JudgeApi.Corrections;

/// <summary>Stores corrections: once a key, in an unbroken row of revisions a rater and judgment, together with the end of the review that they answer.</summary>
internal sealed class CorrectionWriter(Commits commits, IOptions<ServiceOptions> options, TimeProvider time)
{
    /// <param name="judgment">What the rater speaks of.</param>
    /// <param name="draft">Fits the judgment's task.</param>
    /// <param name="raterId">Who speaks.</param>
    /// <param name="reviewId">The place in the queue that the rater names; null: none.</param>
    /// <param name="idempotencyKey">Null: every request is a correction of its own.</param>
    /// <param name="cancellationToken">Stops before anything is stored.</param>
    /// <param name="imported">It was said elsewhere, of the images alone.</param>
    public Task<CorrectionOutcome> WriteAsync(
        Judgment judgment,
        CorrectionDraft draft,
        string raterId,
        string? reviewId,
        string? idempotencyKey,
        CancellationToken cancellationToken,
        bool imported = false
    )
    {
        string hash = Convert.ToHexStringLower(
            SHA256.HashData(
                JsonSerializer.SerializeToUtf8Bytes(
                    new
                    {
                        judgment.Id,
                        reviewId,
                        draft,
                    },
                    Json.Options
                )
            )
        );
        string id = Guid.CreateVersion7(UtcInstant.Now(time)).ToString("N");
        return commits.DoAsync(
            async (db, token) =>
            {
                // Also finds what an earlier run of this very work stored before its answer was lost.
                var known = await db
                    .Corrections.AsNoTracking()
                    .FirstOrDefaultAsync(
                        row =>
                            row.Id == id
                            || (row.RaterId == raterId && idempotencyKey != null && row.IdempotencyKey == idempotencyKey),
                        token
                    );
                if (known is not null)
                {
                    return known.RequestHash == hash
                        ? new Stored(known, known.Id != id)
                        : new Rejected(Conflict(idempotencyKey!));
                }

                var review = await db.Reviews.FirstOrDefaultAsync(
                    row => row.JudgmentId == judgment.Id && row.RaterId == raterId,
                    token
                );
                var now = UtcInstant.Now(time);
                if (ReviewFault(review, reviewId, judgment, now) is { } fault)
                {
                    return new Rejected(fault);
                }

                var before = await db
                    .Corrections.AsNoTracking()
                    .Where(row => row.JudgmentId == judgment.Id && row.RaterId == raterId)
                    .OrderByDescending(row => row.Revision)
                    .FirstOrDefaultAsync(token);

                // A late answer counts, but once the lease had ended the verdict could be looked up; a word on an abandoned judgment ends its review.
                bool held = review?.ExpiresAt > now;
                var answered = review is { State: ReviewState.Open } && (held || reviewId is not null) ? review : null;
                if (review is { State: ReviewState.Open } && answered is null)
                {
                    review.State = ReviewState.Skipped;
                    review.EndedAt = now;
                    review.SkipReason = "answered_elsewhere";
                }

                string verdict = answered?.Swapped == true ? ShownPair.Back(draft.Verdict) : draft.Verdict;
                var correction = new Correction
                {
                    Id = id,
                    JudgmentId = judgment.Id,
                    CreatedAt = now,
                    Task = judgment.Task,
                    TaskVersion = judgment.TaskVersion,
                    RaterId = raterId,
                    Revision = (before?.Revision ?? 0) + 1,
                    SupersedesId = before?.Id,
                    Verdict = verdict,
                    Score = draft.Score,
                    Confirms = verdict == judgment.Verdict,
                    Rationale = draft.Rationale,
                    Certainty = draft.Certainty,
                    SecondsSpent = draft.SecondsSpent,

                    // A second thought stays in the share that brought the judgment before the rater, but it is no longer blind.
                    Origin = answered?.Origin ?? before?.Origin ?? (imported ? CorrectionOrigin.Import : CorrectionOrigin.Direct),
                    Blind = answered is null ? imported : answered.Blind && held,
                    ReviewId = answered?.Id ?? before?.ReviewId,
                    IdempotencyKey = idempotencyKey,
                    RequestHash = hash,
                };
                db.Corrections.Add(correction);
                if (answered is not null)
                {
                    answered.State = ReviewState.Answered;
                    answered.EndedAt = correction.CreatedAt;
                    if (answered.Origin != CorrectionOrigin.Gold)
                    {
                        await CountAsync(db, judgment.Id, token);
                    }
                }

                await db.SaveChangesAsync(token);
                return (CorrectionOutcome)new Stored(correction, false);
            },
            cancellationToken
        );
    }

    // Counted in the database, since other raters of the same judgment may end their turns at the same moment.
    private Task<int> CountAsync(JudgeDb db, string judgmentId, CancellationToken cancellationToken)
    {
        int overlap = options.Value.Review.Overlap;
        return db
            .ReviewItems.Where(item => item.JudgmentId == judgmentId)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(item => item.Answered, item => item.Answered + 1)
                        .SetProperty(item => item.Closed, item => item.Closed || item.Answered + 1 >= overlap),
                cancellationToken
            );
    }

    private static Problem? ReviewFault(Review? review, string? named, Judgment judgment, DateTimeOffset now)
    {
        if (named is not null && review?.Id != named)
        {
            return Refusals.BadValue("review", $"There is no review '{Refusals.Shown(named)}' of this judgment for this key.");
        }

        if (named is not null && review!.State != ReviewState.Open)
        {
            return new Problem(
                StatusCodes.Status409Conflict,
                ProblemCodes.ReviewEnded,
                $"The review is {review.State.ToString().ToLowerInvariant()}; to change an answer, leave review out."
            )
            {
                Field = "review",
            };
        }

        // A and B would be ambiguous: the sides may have been exchanged.
        return
            named is null && review is { State: ReviewState.Open } && review.ExpiresAt > now && judgment.Kind == TaskKind.Pairwise
            ? new Problem(
                StatusCodes.Status409Conflict,
                ProblemCodes.ReviewOpen,
                $"This pair is before you in the review queue: name the review ({review.Id}), so that A and B are the images as they were shown there."
            )
            {
                Field = "review",
            }
            : null;
    }

    private static Problem Conflict(string key) =>
        new(
            StatusCodes.Status409Conflict,
            ProblemCodes.IdempotencyConflict,
            $"The Idempotency-Key '{Refusals.Shown(key)}' was used for another correction; use a new key for each."
        )
        {
            Field = "Idempotency-Key",
        };
}
