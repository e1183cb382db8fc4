using JudgeApi.Hosting;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using JudgeApi.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace JudgeApi.Statistics;

/// <summary>Reads what raters say of a task and keeps what follows from it for some seconds.</summary>
internal sealed class TruthBook(IDbContextFactory<JudgeDb> databases, IOptions<ServiceOptions> options) : IDisposable
{
    private readonly MemoryCache kept = new(new MemoryCacheOptions());
    private readonly SemaphoreSlim lane = new(1);

    /// <summary>One for each set of labels that the task has had, the newest first; empty for a task that nobody corrected.</summary>
    public async Task<IReadOnlyList<TaskTruth>> OfAsync(string task, CancellationToken cancellationToken)
    {
        if (kept.TryGetValue(task, out IReadOnlyList<TaskTruth>? known))
        {
            return known!;
        }

        // One reader at a time: whoever comes meanwhile finds the answer.
        await lane.WaitAsync(cancellationToken);
        try
        {
            if (kept.TryGetValue(task, out known))
            {
                return known!;
            }

            var read = await ReadAsync(task, options.Value.Stats.MaxCorrections, cancellationToken);
            if (options.Value.Stats.CacheSeconds is > 0 and var seconds)
            {
                kept.Set(task, read, TimeSpan.FromSeconds(seconds));
            }

            return read;
        }
        finally
        {
            lane.Release();
        }
    }

    /// <summary>The same from every correction that there is now.</summary>
    public Task<IReadOnlyList<TaskTruth>> OfAllAsync(string task, CancellationToken cancellationToken) =>
        ReadAsync(task, int.MaxValue, cancellationToken);

    public void Dispose()
    {
        kept.Dispose();
        lane.Dispose();
    }

    private async Task<IReadOnlyList<TaskTruth>> ReadAsync(string task, int most, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var words = await db
            .CurrentCorrections.AsNoTracking()
            .Where(word => word.Task == task)
            .OrderByDescending(word => word.CreatedAt)
            .ThenByDescending(word => word.Id)
            .Take(most)
            .Select(word => new
            {
                word.JudgmentId,
                word.TaskVersion,
                word.RaterId,
                word.Verdict,
                word.Score,
                word.Origin,
            })
            .ToListAsync(cancellationToken);
        if (words.Count == 0)
        {
            return [];
        }

        var revisions = await db.TaskRevisions.AsNoTracking().Where(row => row.Name == task).ToListAsync(cancellationToken);
        var gold = await db
            .GoldItems.AsNoTracking()
            .Where(item => item.Task == task)
            .ToDictionaryAsync(item => item.JudgmentId, item => item.Verdict, StringComparer.Ordinal, cancellationToken);
        List<TaskTruth> truths = [];
        foreach (
            var same in revisions
                .Select(TaskDefinition.TaskOf)
                .OrderByDescending(revision => revision.Version)
                .GroupBy(revision => string.Join('\n', revision.VerdictLabels), StringComparer.Ordinal)
        )
        {
            var newest = same.First();
            var versions = same.Select(revision => revision.Version).ToHashSet();
            string[] labels = [.. newest.VerdictLabels];
            var byJudgment = words
                .Where(word => versions.Contains(word.TaskVersion))
                .GroupBy(word => word.JudgmentId, StringComparer.Ordinal)
                .ToDictionary(
                    group => group.Key,
                    IReadOnlyList<RaterVote> (group) =>
                        [
                            .. group.Select(word => new RaterVote(
                                word.RaterId,
                                IndexOf(labels, word.Verdict),
                                word.Score,
                                word.Origin
                            )),
                        ],
                    StringComparer.Ordinal
                );
            if (byJudgment.Count > 0)
            {
                var known = gold.Where(item => byJudgment.ContainsKey(item.Key) && IndexOf(labels, item.Value) is not null);
                truths.Add(
                    new TaskTruth(
                        newest,
                        versions,
                        byJudgment,
                        known.ToDictionary(item => item.Key, item => IndexOf(labels, item.Value)!.Value, StringComparer.Ordinal)
                    )
                );
            }
        }

        return truths;
    }

    private static int? IndexOf(string[] labels, string verdict) =>
        Array.IndexOf(labels, verdict) is >= 0 and var index ? index : null;
}
