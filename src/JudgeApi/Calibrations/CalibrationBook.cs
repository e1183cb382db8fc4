using JudgeApi.Serving;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using JudgeCore.Verdicts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace JudgeApi.Calibrations;

/// <summary>The calibrations in force for the served weights; what another server fits is seen within seconds.</summary>
internal sealed class CalibrationBook(IDbContextFactory<JudgeDb> databases, ServedJudge served) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly MemoryCache kept = new(new MemoryCacheOptions());

    /// <summary>Null where confidence in this mode is served as the weights of this digest give it.</summary>
    public async Task<Calibration?> FindAsync(
        string digest,
        string task,
        int version,
        VerdictMode mode,
        CancellationToken cancellationToken
    )
    {
        var known = await OfAsync(digest, cancellationToken);
        Calibration?[] covering =
        [
            known.GetValueOrDefault((task, version, mode)),
            known.GetValueOrDefault((task, version, null)),
        ];
        return covering.MaxBy(row => row?.Id, StringComparer.Ordinal);
    }

    /// <summary>Of the model that serves now, by task.</summary>
    public async Task<IReadOnlyList<CalibrationView>> InForceAsync(CancellationToken cancellationToken) =>
        served.Current is { } judge
            ?
            [
                .. (await OfAsync(judge.Model.Digest, cancellationToken))
                    .Values.OrderBy(row => row.Task, StringComparer.Ordinal)
                    .ThenBy(row => row.TaskVersion)
                    .ThenBy(row => row.Mode)
                    .Select(row => new CalibrationView(row)),
            ]
            : [];

    /// <summary>The next request of this server sees what was just stored.</summary>
    public void Forget(string digest) => kept.Remove(digest);

    public void Dispose() => kept.Dispose();

    // The newest of each mode, and the newest for both.
    private async Task<IReadOnlyDictionary<(string Task, int Version, VerdictMode? Mode), Calibration>> OfAsync(
        string digest,
        CancellationToken cancellationToken
    )
    {
        if (kept.TryGetValue(digest, out IReadOnlyDictionary<(string, int, VerdictMode?), Calibration>? known))
        {
            return known!;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = await db
            .Calibrations.AsNoTracking()
            .Where(row =>
                row.ModelDigest == digest
                && !db.Calibrations.Any(later =>
                    later.ModelDigest == row.ModelDigest
                    && later.Task == row.Task
                    && later.TaskVersion == row.TaskVersion
                    && later.Mode == row.Mode
                    && string.Compare(later.Id, row.Id) > 0
                )
            )
            .ToListAsync(cancellationToken);
        return kept.Set<IReadOnlyDictionary<(string, int, VerdictMode?), Calibration>>(
            digest,
            rows.ToDictionary(row => (row.Task, row.TaskVersion, row.Mode)),
            Fresh
        );
    }
}
