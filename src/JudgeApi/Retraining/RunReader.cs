using JudgeApi.Paging;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Retraining;

/// <summary>Finds training runs.</summary>
internal sealed class RunReader(JudgeDb db)
{
    public Task<Page<TrainingRun>> ListAsync(PageQuery page, CancellationToken cancellationToken) =>
        db.TrainingRuns.AsNoTracking().PageAsync(page, row => row.CreatedAt, row => row.Id, cancellationToken);

    /// <summary>Null: there is none of this id.</summary>
    public Task<TrainingRun?> FindAsync(string id, CancellationToken cancellationToken) =>
        db.TrainingRuns.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellationToken);
}
