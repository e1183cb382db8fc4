using JudgeApi.Paging;
using JudgeApi.Storage;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Models;

/// <summary>Reads the versions of the judge, which of them is wanted, and what every server serves.</summary>
internal sealed class ModelReader(JudgeDb db)
{
    public async Task<ModelsView> ListAsync(PageQuery page, CancellationToken cancellationToken)
    {
        var found = await db
            .ModelVersions.AsNoTracking()
            .PageAsync(page, row => row.CreatedAt, row => row.Name, cancellationToken);
        var serving = await db.WantedModel.AsNoTracking().SingleAsync(cancellationToken);
        var servers = await db
            .ServerStates.AsNoTracking()
            .OrderBy(row => row.Server)
            .Select(row => new ServerView(row.Server, row.Version, row.Digest, row.Loading, row.Error, row.Since, row.SeenAt))
            .ToListAsync(cancellationToken);
        return new ModelsView(
            serving.Desired,
            serving.Previous,
            serving.Generation,
            serving.ChangedAt,
            servers,
            [.. found.Items.Select(row => ModelView.Of(row, serving, report: false))],
            found.Next?.ToString()
        );
    }

    /// <summary>A version with the gate's report; null: there is none of this name.</summary>
    public async Task<ModelView?> FindAsync(string name, CancellationToken cancellationToken)
    {
        var row = await db.ModelVersions.AsNoTracking().FirstOrDefaultAsync(model => model.Name == name, cancellationToken);
        return row is null
            ? null
            : ModelView.Of(row, await db.WantedModel.AsNoTracking().SingleOrDefaultAsync(cancellationToken), report: true);
    }
}
