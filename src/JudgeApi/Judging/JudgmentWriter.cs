using JudgeApi.Lanes;
using JudgeApi.Reviews;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Judging;

/// <summary>Stores a judgment with the rows of its images and its place in the review queue in one transaction; their bytes are on the disk before.</summary>
internal sealed class JudgmentWriter(Commits commits, ReviewShares shares)
{
    /// <param name="judgment">Not yet stored.</param>
    /// <param name="images">Of the judgment.</param>
    /// <param name="reviewed">Whether it takes a place in the review queue.</param>
    /// <param name="pace">Whether it goes before others that wait for the database.</param>
    /// <param name="cancellationToken">Stops before anything is stored.</param>
    /// <exception cref="System.Data.Common.DbException">The database does not take it; nothing of it is stored.</exception>
    public async Task WriteAsync(
        Judgment judgment,
        IReadOnlyList<ReceivedImage> images,
        bool reviewed,
        Pace pace,
        CancellationToken cancellationToken
    )
    {
        int runs = 0;
        await commits.DoAsync(
            async (db, token) =>
            {
                // The answer to a commit may be lost with the connection: the row is then there already.
                if (runs++ == 0 || !await db.Judgments.AnyAsync(row => row.Id == judgment.Id, token))
                {
                    await AddAsync(db, judgment, images, reviewed, token);
                }

                return judgment.Id;
            },
            cancellationToken,
            pace
        );
    }

    private async Task AddAsync(
        JudgeDb db,
        Judgment judgment,
        IReadOnlyList<ReceivedImage> images,
        bool reviewed,
        CancellationToken cancellationToken
    )
    {
        await using var rows = new RowBatch(db);

        // In one order everywhere, so that two pairs with the same images cannot wait for each other.
        foreach (var image in images.OrderBy(image => image.Id, StringComparer.Ordinal))
        {
            // The same picture may arrive twice at once: the second keeps the first one's row.
            rows.Add(
                new StoredImage
                {
                    Id = image.Id,
                    MediaType = image.Decoded.MediaType,
                    Bytes = image.Bytes.LongLength,
                    Width = image.Decoded.Width,
                    Height = image.Decoded.Height,
                    CreatedAt = judgment.CreatedAt,
                },
                unlessThere: true
            );
        }

        rows.Add(judgment);
        foreach (var place in judgment.Images)
        {
            rows.Add(place);
        }

        if (reviewed)
        {
            rows.Add(shares.Place(judgment));
        }

        await rows.InsertAsync(cancellationToken);
    }
}
