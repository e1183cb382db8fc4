using JudgeApi.Audit;
using JudgeApi.Hosting;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JudgeApi.Models;

/// <summary>Removes the files of old versions: never those of the wanted, the previous, a pinned, or any server's version, nor configured checkpoints.</summary>
internal sealed class ModelCollector(
    Commits commits,
    ModelStore store,
    IDbContextFactory<JudgeDb> databases,
    IOptions<ServiceOptions> options,
    TimeProvider time
)
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private DateTimeOffset next;

    /// <param name="served">Of this server.</param>
    /// <param name="cancellationToken">Between versions.</param>
    /// <param name="now">Whether or not it is time again.</param>
    public async Task CollectAsync(string? served, CancellationToken cancellationToken, bool now = false)
    {
        if (!now && time.GetUtcNow() < next)
        {
            return;
        }

        next = time.GetUtcNow() + Period;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        foreach (var version in await OldAsync(db, served, cancellationToken))
        {
            // First the row, so that nobody promotes what is being removed.
            bool mine = await commits.DoAsync(
                async (own, token) =>
                {
                    var row = await own.ModelVersions.FirstAsync(candidate => candidate.Name == version.Name, token);
                    var serving = await own.WantedModel.SingleAsync(token);
                    if (
                        row.Status == ModelStatus.Collected
                        || row.Pinned
                        || serving.Desired == row.Name
                        || serving.Previous == row.Name
                    )
                    {
                        return false;
                    }

                    row.Status = ModelStatus.Collected;
                    AuditLog.Record(own, time, null, AuditActions.ModelCollected, row.Name);
                    await own.SaveChangesAsync(token);
                    return true;
                },
                cancellationToken
            );
            bool shared = await db.ModelVersions.AnyAsync(
                row => row.Folder == version.Folder && row.Status != ModelStatus.Collected && row.Name != version.Name,
                cancellationToken
            );
            if (mine && !shared)
            {
                store.Remove(version);
            }
        }
    }

    private async Task<List<ModelVersion>> OldAsync(JudgeDb db, string? served, CancellationToken cancellationToken)
    {
        var serving = await db.WantedModel.AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (serving is null)
        {
            return [];
        }

        var used = await db
            .ServerStates.Select(row => row.Version)
            .Concat(db.ServerStates.Select(row => row.Loading))
            .ToListAsync(cancellationToken);
        var candidates = await db
            .ModelVersions.AsNoTracking()
            .Where(row =>
                row.Status != ModelStatus.Collected
                && row.Origin != ModelOrigin.Configured
                && !row.Pinned
                && row.Name != serving.Desired
                && row.Name != serving.Previous
                && row.Name != served
            )
            .OrderByDescending(row => row.CreatedAt)
            .ThenByDescending(row => row.Name)
            .Skip(options.Value.Models.Keep)
            .ToListAsync(cancellationToken);
        return [.. candidates.Where(row => !used.Contains(row.Name))];
    }
}
