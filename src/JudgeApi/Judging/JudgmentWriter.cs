using JudgeApi.Hosting;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using Microsoft.EntityFrameworkCore;
using Polly.Registry;

namespace JudgeApi.Judging;

/// <summary>Stores a judgment with the rows of its images in one transaction; their bytes are on the disk before.</summary>
internal sealed class JudgmentWriter(IDbContextFactory<JudgeDb> databases, ResiliencePipelineProvider<string> pipelines)
{
    /// <exception cref="System.Data.Common.DbException">The database does not take it; nothing of it is stored.</exception>
    public async Task WriteAsync(Judgment judgment, IReadOnlyList<ReceivedImage> images, CancellationToken cancellationToken) =>
        await pipelines
            .GetPipeline(Resilience.Database)
            .ExecuteAsync(async token => await TryWriteAsync(judgment, images, token), cancellationToken);

    private async Task TryWriteAsync(Judgment judgment, IReadOnlyList<ReceivedImage> images, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        foreach (var image in images)
        {
            // The same picture may arrive twice at once: the second keeps the first one's row.
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO "Images" ("Id", "MediaType", "Bytes", "Width", "Height", "CreatedAt")
                VALUES ({image.Id}, {image.Decoded.MediaType}, {image.Bytes.LongLength}, {image.Decoded.Width}, {image.Decoded.Height}, {judgment.CreatedAt.UtcDateTime})
                ON CONFLICT ("Id") DO NOTHING
                """,
                cancellationToken
            );
        }

        db.Judgments.Add(judgment);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
