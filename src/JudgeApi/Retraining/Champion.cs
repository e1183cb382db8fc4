using JudgeApi.Models;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Retraining;

/// <summary>The wanted version as a run's base.</summary>
internal sealed class Champion(IDbContextFactory<JudgeDb> databases, ModelStore store)
{
    /// <summary>Null where no version can be served.</summary>
    public async Task<BaseModel?> NowAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var version = await db
            .WantedModel.Join(db.ModelVersions, row => row.Desired, version => version.Name, (_, version) => version)
            .AsNoTracking()
            .FirstOrDefaultAsync(version => version.Status == ModelStatus.Ready, cancellationToken);
        return Of(version);
    }

    /// <summary>A version by its name; null where its files are gone.</summary>
    public async Task<BaseModel?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return Of(
            await db
                .ModelVersions.AsNoTracking()
                .FirstOrDefaultAsync(row => row.Name == name && row.Status != ModelStatus.Collected, cancellationToken)
        );
    }

    /// <summary>Whether servers want this version.</summary>
    public async Task<bool> IsWantedAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.WantedModel.AnyAsync(row => row.Desired == name, cancellationToken);
    }

    private BaseModel? Of(ModelVersion? version) =>
        version is null ? null : new BaseModel(version.Name, version.Digest, store.PathOf(version));
}
