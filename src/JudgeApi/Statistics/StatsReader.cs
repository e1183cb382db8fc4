// Puts an answer of GET /stats together: votes and truth by task (kept for some seconds), the sample's judgments, one bootstrap for all figures.
using JudgeApi.Calibrations;
using JudgeApi.Hosting;
using JudgeApi.Storage;
using JudgeCore.Agreement;
using JudgeCore.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace JudgeApi.Statistics;

internal sealed class StatsReader(
    IDbContextFactory<JudgeDb> databases,
    TruthBook truths,
    CaseReader cases,
    CalibrationBook calibrations,
    IOptions<ServiceOptions> options,
    TimeProvider time
) : IDisposable
{
    private const int Seed = 20_260_101;
    private const int MostRaters = 100;

    private readonly MemoryCache kept = new(new MemoryCacheOptions { SizeLimit = 256 });
    private readonly SemaphoreSlim lane = new(1);

    public async Task<StatsView> ReadAsync(StatsFilter filter, CancellationToken cancellationToken)
    {
        if (kept.TryGetValue(filter, out StatsView? known))
        {
            return known!;
        }

        await lane.WaitAsync(cancellationToken);
        try
        {
            if (kept.TryGetValue(filter, out known))
            {
                return known!;
            }

            var view = await ComputeAsync(filter, cancellationToken);
            if (options.Value.Stats.CacheSeconds is > 0 and var seconds)
            {
                kept.Set(
                    filter,
                    view,
                    new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = TimeSpan.FromSeconds(seconds) }
                );
            }

            return view;
        }
        finally
        {
            lane.Release();
        }
    }

    public void Dispose()
    {
        kept.Dispose();
        lane.Dispose();
    }

    private async Task<StatsView> ComputeAsync(StatsFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var tasks = filter.Task is { } one
            ? [one]
            : await db.Corrections.Select(word => word.Task).Distinct().OrderBy(name => name).ToListAsync(cancellationToken);
        var names = await db.ApiKeys.AsNoTracking().ToDictionaryAsync(key => key.Id, key => key.Name, cancellationToken);
        var inForce = await calibrations.InForceAsync(cancellationToken);
        List<TaskStats> stats = [];
        foreach (string task in tasks)
        {
            foreach (var truth in await truths.OfAsync(task, cancellationToken))
            {
                stats.Add(await OfTaskAsync(db, truth, filter, names, inForce, cancellationToken));
            }
        }

        return new StatsView(UtcInstant.Now(time), filter.Sample, stats);
    }

    private async Task<TaskStats> OfTaskAsync(
        JudgeDb db,
        TaskTruth truth,
        StatsFilter filter,
        IReadOnlyDictionary<string, string> names,
        IReadOnlyList<CalibrationView> inForce,
        CancellationToken cancellationToken
    )
    {
        var sample = await cases.ReadAsync(truth, filter, cancellationToken);
        return new TaskStats
        {
            Task = truth.Task.Name,
            TaskVersions = [.. truth.Versions.Order()],
            Kind = truth.Task.Kind,
            Labels = truth.Labels,
            Judged = await CountAsync(db, truth, filter, cancellationToken),
            Rated = truth.Judgments,
            Agreement = await FiguresAsync(truth, sample, cancellationToken),
            Groups = await GroupsAsync(truth, filter, sample, cancellationToken),
            Raters =
            [
                .. truth
                    .Raters.OrderByDescending(rater => rater.Value.Votes)
                    .ThenBy(rater => rater.Key, StringComparer.Ordinal)
                    .Select(rater => RaterView.Of(rater.Key, names.GetValueOrDefault(rater.Key), rater.Value)),
            ],
            Calibrations = [.. inForce.Where(row => row.Task == truth.Task.Name && truth.Versions.Contains(row.TaskVersion))],
        };
    }

    // Reckoning takes a thread, not the request's turn on it.
    private Task<FigureSet> FiguresAsync(TaskTruth truth, IReadOnlyList<RatedCase> sample, CancellationToken cancellationToken)
    {
        bool ordered = truth.Task.Kind == TaskKind.Scale;
        return Task.Run(
            () =>
                FigureSet.Of(Figures.Of(sample, truth.Labels.Count, ordered, options.Value.Stats.BootstrapRounds, Seed), ordered),
            cancellationToken
        );
    }

    private async Task<IReadOnlyList<FigureGroup>> GroupsAsync(
        TaskTruth truth,
        StatsFilter filter,
        IReadOnlyList<RatedCase> sample,
        CancellationToken cancellationToken
    )
    {
        List<FigureGroup> groups = [];
        if (filter.By == StatsGrouping.Rater)
        {
            foreach (var (rater, rated) in await cases.ReadByRaterAsync(truth, filter, MostRaters, cancellationToken))
            {
                groups.Add(new FigureGroup(rater, await FiguresAsync(truth, rated, cancellationToken)));
            }
        }
        else if (filter.By != StatsGrouping.None)
        {
            foreach (
                var group in sample
                    .GroupBy(one => filter.GroupOf(one)!, StringComparer.Ordinal)
                    .OrderBy(group => group.Key, StringComparer.Ordinal)
            )
            {
                groups.Add(new FigureGroup(group.Key, await FiguresAsync(truth, [.. group], cancellationToken)));
            }
        }

        return groups;
    }

    private static async Task<JudgedCounts> CountAsync(
        JudgeDb db,
        TaskTruth truth,
        StatsFilter filter,
        CancellationToken cancellationToken
    )
    {
        int[] versions = [.. truth.Versions];
        var counts = await filter
            .Apply(db.Judgments.AsNoTracking())
            .Where(row => row.Task == truth.Task.Name && versions.Contains(row.TaskVersion))
            .GroupBy(row => row.Task)
            .Select(group => new
            {
                All = group.Count(),
                Abstained = group.Count(row => row.Abstained),
                Asked = group.Count(row => row.Flipped != null),
                Flipped = group.Count(row => row.Flipped == true),
            })
            .FirstOrDefaultAsync(cancellationToken);
        if (counts is null)
        {
            return new JudgedCounts(0, 0, 0, 0, null);
        }

        var interval = WilsonInterval.Of(counts.Flipped, counts.Asked);
        return new JudgedCounts(
            counts.All,
            counts.Abstained,
            counts.Asked,
            counts.Flipped,
            counts.Asked > 0 ? Estimate.Of((double)counts.Flipped / counts.Asked, interval.Low, interval.High) : null
        );
    }
}
