using JudgeApi.Audit;
using JudgeApi.Problems;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using JudgeCore.Tasks;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Tasks;

/// <summary>Reads and edits the tasks. A task that was read is immutable: a request keeps it while others edit.</summary>
internal sealed class TaskCatalog(JudgeDb db, TimeProvider time)
{
    private IQueryable<TaskRevision> Newest =>
        db
            .TaskRevisions.AsNoTracking()
            .Where(task => task.Version == db.TaskRevisions.Where(other => other.Name == task.Name).Max(other => other.Version));

    /// <summary>The newest version of every task, by name.</summary>
    public async Task<JudgingTask[]> ListAsync(CancellationToken cancellationToken) =>
        [.. (await Newest.OrderBy(task => task.Name).ToArrayAsync(cancellationToken)).Select(TaskDefinition.TaskOf)];

    /// <summary>How many versions of tasks there are; it grows with every edit and never falls.</summary>
    public Task<int> RevisionsAsync(CancellationToken cancellationToken) => db.TaskRevisions.CountAsync(cancellationToken);

    /// <summary>Some of them: those after a name; null: from the first.</summary>
    public async Task<JudgingTask[]> PageAsync(string? after, int most, CancellationToken cancellationToken) =>
        [
            .. (
                await Newest
                    .Where(task => after == null || string.Compare(task.Name, after) > 0)
                    .OrderBy(task => task.Name)
                    .Take(most)
                    .ToArrayAsync(cancellationToken)
            ).Select(TaskDefinition.TaskOf),
        ];

    /// <summary>The newest version, or the one asked for; null where there is none.</summary>
    public async Task<JudgingTask?> FindAsync(string name, int? version, CancellationToken cancellationToken)
    {
        var found = await db
            .TaskRevisions.AsNoTracking()
            .Where(task => task.Name == name && (version == null || task.Version == version))
            .OrderByDescending(task => task.Version)
            .FirstOrDefaultAsync(cancellationToken);
        return found is null ? null : TaskDefinition.TaskOf(found);
    }

    /// <summary>Every version of a task with when and by whom it was written, the newest first.</summary>
    public async Task<IReadOnlyList<TaskVersion>> VersionsAsync(string name, CancellationToken cancellationToken)
    {
        var rows = await db
            .TaskRevisions.AsNoTracking()
            .Where(task => task.Name == name)
            .OrderByDescending(task => task.Version)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => new TaskVersion(TaskDefinition.TaskOf(row), row.CreatedAt, row.CreatedBy))];
    }

    /// <summary>Stores the task as a new version, unless it says what the newest one says.</summary>
    /// <param name="task">Valid; its version is ignored.</param>
    /// <param name="expected">The version that the editor saw; 0: none; null: whichever.</param>
    /// <param name="keyId">Who edits; null: the program itself.</param>
    /// <param name="cancellationToken">Stops before anything is stored.</param>
    public async Task<TaskChange> PutAsync(JudgingTask task, int? expected, string? keyId, CancellationToken cancellationToken)
    {
        // Two editors at once: the primary key lets one through, the other looks again.
        while (true)
        {
            var newest = await FindAsync(task.Name, null, cancellationToken);
            int version = newest?.Version ?? 0;
            if (expected is not null && expected != version)
            {
                return new TaskChange.Rejected(
                    new Problem(
                        StatusCodes.Status412PreconditionFailed,
                        ProblemCodes.VersionConflict,
                        $"The task {task.Name} is at version {version}, not {expected}: read it again."
                    )
                );
            }

            if (newest is not null && newest.Kind != task.Kind)
            {
                return new TaskChange.Rejected(
                    new Problem(
                        StatusCodes.Status409Conflict,
                        ProblemCodes.KindChange,
                        $"The task {task.Name} is of kind {newest.Kind}; its kind cannot change, since its judgments are compared over time. Use another name."
                    )
                    {
                        Field = "kind",
                    }
                );
            }

            if (await TwinProblemAsync(task, cancellationToken) is { } problem)
            {
                return new TaskChange.Rejected(problem);
            }

            string definition = TaskDefinition.Of(task).ToJson();
            if (newest is not null && TaskDefinition.Of(newest).ToJson() == definition)
            {
                return new TaskChange.Done(newest, Added: false);
            }

            var revision = new TaskRevision
            {
                Name = task.Name,
                Version = version + 1,
                Definition = definition,
                CreatedAt = UtcInstant.Now(time),
                CreatedBy = keyId,
            };
            db.TaskRevisions.Add(revision);
            if (keyId is not null)
            {
                AuditLog.Record(
                    db,
                    time,
                    keyId,
                    AuditActions.TaskEdited,
                    task.Name,
                    version == 0 ? null : $"version {version}",
                    $"version {version + 1}"
                );
            }

            try
            {
                await db.SaveChangesAsync(cancellationToken);
                return new TaskChange.Done(TaskDefinition.TaskOf(revision), Added: true);
            }
            catch (DbUpdateException)
                when (db.TaskRevisions.Any(row => row.Name == revision.Name && row.Version == revision.Version))
            {
                db.ChangeTracker.Clear();
            }
        }
    }

    /// <summary>Adds the built-in tasks, and new wordings of those that nobody has edited.</summary>
    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        var stored = await Newest.ToDictionaryAsync(task => task.Name, StringComparer.Ordinal, cancellationToken);
        foreach (var task in BuiltInTasks.All.Values.OrderBy(task => task.Kind))
        {
            if (!stored.TryGetValue(task.Name, out var revision) || revision.CreatedBy is null)
            {
                await PutAsync(task, null, null, cancellationToken);
            }
        }
    }

    private async Task<Problem?> TwinProblemAsync(JudgingTask task, CancellationToken cancellationToken)
    {
        if (task.PointwiseTwin is not { } name)
        {
            return null;
        }

        var twin = await FindAsync(name, null, cancellationToken);
        return twin is null or { Kind: TaskKind.Pairwise }
            ? Refusals.BadValue("pointwiseTwin", $"There is no task '{Refusals.Shown(name)}' that judges one image.")
            : null;
    }
}
