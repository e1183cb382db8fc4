using JudgeCore.Tasks;

namespace JudgeApi.Tasks;

/// <summary>
/// The newest version of every task, by name, as requests use them. Revisions are only added and never changed, so their number says whether
/// what was read still holds, whichever server added one.
/// </summary>
internal sealed class CurrentTasks
{
    private volatile Reading? last;

    /// <summary>The tasks as they are now.</summary>
    public async Task<IReadOnlyDictionary<string, JudgingTask>> ByNameAsync(
        TaskCatalog catalog,
        CancellationToken cancellationToken
    )
    {
        // Counted before they are read: what is added in between is read, and read again at the next request.
        int revisions = await catalog.RevisionsAsync(cancellationToken);
        if (last is { } reading && reading.Revisions == revisions)
        {
            return reading.Tasks;
        }

        var tasks = (await catalog.ListAsync(cancellationToken)).ToDictionary(task => task.Name, StringComparer.Ordinal);
        last = new Reading(revisions, tasks);
        return tasks;
    }

    private sealed record Reading(int Revisions, IReadOnlyDictionary<string, JudgingTask> Tasks);
}
