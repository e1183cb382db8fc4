using JudgeApi.Exports;
using JudgeApi.Hosting;
using JudgeApi.Statistics;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using JudgeApi.Tasks;
using JudgeCore.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JudgeApi.Retraining;

/// <summary>Reads what people say, decides what is right of each judgment and which side it is on. Nothing is written.</summary>
internal sealed class SnapshotReader(
    IDbContextFactory<JudgeDb> databases,
    TruthBook truths,
    BlobStore blobs,
    IOptions<ServiceOptions> options,
    TimeProvider time
)
{
    private const int AtOnce = 500;

    /// <param name="run">What it takes.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<Snapshot> ReadAsync(RunOptions run, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var tasks = (await new TaskCatalog(db, time).ListAsync(cancellationToken)).ToDictionary(
            task => task.Name,
            StringComparer.Ordinal
        );
        Dictionary<string, IReadOnlyList<TaskTruth>> known = new(StringComparer.Ordinal);
        List<LabelledCase> cases = [];
        List<DroppedCase> dropped = [];
        string last = "";
        while (await PageAsync(db, run, last, cancellationToken) is { Count: > 0 } page)
        {
            last = page[^1].Id;
            string[] ids = [.. page.Select(judgment => judgment.Id)];
            var words = (
                await db
                    .CurrentCorrections.AsNoTracking()
                    .Where(word => ids.Contains(word.JudgmentId))
                    .OrderBy(word => word.CreatedAt)
                    .ThenBy(word => word.Id)
                    .ToListAsync(cancellationToken)
            ).ToLookup(word => word.JudgmentId, StringComparer.Ordinal);
            foreach (var judgment in page)
            {
                if (run.Weighting == LabelWeighting.Weighted && !known.ContainsKey(judgment.Task))
                {
                    known[judgment.Task] = await truths.OfAllAsync(judgment.Task, cancellationToken);
                }

                var truth = known
                    .GetValueOrDefault(judgment.Task)
                    ?.FirstOrDefault(one => one.Versions.Contains(judgment.TaskVersion));
                var (labelled, why) = Label(judgment, tasks[judgment.Task], [.. words[judgment.Id]], truth, run);
                if (labelled is null)
                {
                    dropped.Add(new DroppedCase(judgment.Id, judgment.Task, why!));
                }
                else
                {
                    cases.Add(labelled);
                }
            }
        }

        return await SplitAsync(db, cases, dropped, cancellationToken);
    }

    private static Task<List<Judgment>> PageAsync(JudgeDb db, RunOptions run, string last, CancellationToken cancellationToken)
    {
        var judgments = db
            .Judgments.AsNoTracking()
            .Include(row => row.Images)
            .Where(row => string.Compare(row.Id, last) > 0 && db.Corrections.Any(word => word.JudgmentId == row.Id));
        if (run.Tasks is { } only)
        {
            judgments = judgments.Where(row => only.Contains(row.Task));
        }

        return judgments.OrderBy(row => row.Id).Take(AtOnce).ToListAsync(cancellationToken);
    }

    private (LabelledCase? Case, string? Why) Label(
        Judgment judgment,
        JudgingTask task,
        List<Correction> words,
        TaskTruth? truth,
        RunOptions run
    )
    {
        if (task.Version != judgment.TaskVersion)
        {
            return (null, DropReasons.OldTaskVersion);
        }

        if (!run.Imports && words.All(word => word.Origin == CorrectionOrigin.Import))
        {
            return (null, DropReasons.Import);
        }

        if (judgment.Images.Any(image => !File.Exists(blobs.PathOf(image.ImageId))))
        {
            return (null, DropReasons.ImageMissing);
        }

        int? label;
        double[]? posterior = null;
        if (run.Weighting == LabelWeighting.Majority)
        {
            label = Labelling.Of(words, task) is { } verdict ? task.VerdictLabels.ToList().IndexOf(verdict) : null;
        }
        else
        {
            label = truth?.LabelOf(judgment.Id);
            posterior = truth?.Of(judgment.Id);
        }

        if (label is not { } right)
        {
            return (null, DropReasons.NoLabel);
        }

        string? why = words
            .LastOrDefault(word => word.Verdict == task.VerdictLabels[right] && word.Rationale is not null)
            ?.Rationale;
        return (new LabelledCase(judgment, task, right, posterior, OneLine(why), [.. words.Select(word => word.Id)]), null);
    }

    private async Task<Snapshot> SplitAsync(
        JudgeDb db,
        List<LabelledCase> cases,
        List<DroppedCase> dropped,
        CancellationToken cancellationToken
    )
    {
        var known = await db
            .SplitKeys.AsNoTracking()
            .ToDictionaryAsync(key => key.Key, key => key.Side, StringComparer.Ordinal, cancellationToken);
        var earlier = (
            await db
                .TrainingRunItems.AsNoTracking()
                .Where(item => db.TrainingRuns.Any(run => run.Id == item.RunId && run.State == TrainingRunState.Succeeded))
                .Select(item => item.JudgmentId)
                .Distinct()
                .ToListAsync(cancellationToken)
        ).ToHashSet(StringComparer.Ordinal);
        var sides = Splitting.Of([.. cases.Select(one => one.Keys)], known, options.Value.Retraining.HeldOutShare);
        List<LabelledCase> train = [];
        List<LabelledCase> again = [];
        List<LabelledCase> heldOut = [];
        Dictionary<string, SplitSide> fresh = new(StringComparer.Ordinal);
        foreach (var (one, side) in cases.Zip(sides))
        {
            if (side is not { } taken)
            {
                dropped.Add(new DroppedCase(one.Judgment.Id, one.Judgment.Task, DropReasons.BothSides));
                continue;
            }

            (
                taken == SplitSide.HeldOut ? heldOut
                : earlier.Contains(one.Judgment.Id) ? again
                : train
            ).Add(one);
            foreach (string key in one.Keys.Where(key => !known.ContainsKey(key)))
            {
                fresh[key] = taken;
            }
        }

        return new Snapshot(train, again, heldOut, dropped, fresh);
    }

    private static string? OneLine(string? text) =>
        text is null ? null : string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
