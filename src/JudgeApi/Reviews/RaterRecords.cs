using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Reviews;

/// <summary>Counts a rater's own work. Agreement with gold is told in steps only: one that moved with each answer would tell which items are gold.</summary>
internal sealed class RaterRecords(JudgeDb db)
{
    /// <summary>Gold answers between two figures.</summary>
    public const int GoldStep = 5;

    /// <param name="raterId">The rater's key.</param>
    /// <param name="task">Of the waiting judgments; null: any.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<RaterRecord> ReadAsync(string raterId, string? task, CancellationToken cancellationToken)
    {
        int answers = await db.Corrections.CountAsync(row => row.RaterId == raterId && row.Revision == 1, cancellationToken);
        int waiting = await db.OpenReviewItems.CountAsync(item => task == null || item.Task == task, cancellationToken);

        // The first word: a second one may have been given after the judge's verdict was seen.
        bool[] gold = await db
            .Corrections.Where(row => row.RaterId == raterId && row.Revision == 1 && row.Origin == CorrectionOrigin.Gold)
            .OrderBy(row => row.CreatedAt)
            .Join(db.GoldItems, row => row.JudgmentId, item => item.JudgmentId, (row, item) => row.Verdict == item.Verdict)
            .ToArrayAsync(cancellationToken);
        int told = gold.Length / GoldStep * GoldStep;
        return new RaterRecord(answers, waiting, told == 0 ? null : gold.Take(told).Count(right => right) / (double)told, told);
    }
}
