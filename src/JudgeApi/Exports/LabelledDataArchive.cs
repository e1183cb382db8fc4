using System.IO.Compression;
using System.Text.Json;
using JudgeApi.Hosting;
using JudgeApi.Statistics;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using JudgeApi.Tasks;
using JudgeCore.Tasks;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Exports;

/// <summary>Writes what people labelled as a zip archive of items.jsonl and pictures (docs/data.md), as it is read from the database.</summary>
internal sealed class LabelledDataArchive(JudgeDb db, BlobStore blobs, TaskCatalog catalog, TruthBook truths)
{
    private const int AtOnce = 200;

    private readonly Dictionary<(string Task, int Version), JudgingTask> tasks = [];
    private readonly Dictionary<string, IReadOnlyList<TaskTruth>> known = new(StringComparer.Ordinal);

    /// <param name="output">A file: the archive's parts end with synchronous writes, which a response would refuse.</param>
    /// <param name="task">Only this task; null: all.</param>
    /// <param name="rule">How one label comes of several.</param>
    /// <param name="cancellationToken">Stops in the middle; the archive is then incomplete.</param>
    public async Task WriteAsync(Stream output, string? task, LabelRule rule, CancellationToken cancellationToken)
    {
        var pictures = new SortedDictionary<string, string>(StringComparer.Ordinal);
        List<LeftOut> without = [];
        await using var zip = await ZipArchive.CreateAsync(
            output,
            ZipArchiveMode.Create,
            leaveOpen: true,
            entryNameEncoding: null,
            cancellationToken
        );
        await using (var items = await zip.CreateEntry("items.jsonl").OpenAsync(cancellationToken))
        {
            await foreach (object line in LinesAsync(task, rule, pictures, cancellationToken))
            {
                if (line is LeftOut one)
                {
                    without.Add(one);
                    continue;
                }

                await LineAsync(items, line, cancellationToken);
            }
        }

        await using (var rest = await zip.CreateEntry("left-out.jsonl").OpenAsync(cancellationToken))
        {
            foreach (var one in without)
            {
                await LineAsync(rest, one, cancellationToken);
            }
        }

        // Pictures are compressed already.
        foreach (var (id, name) in pictures)
        {
            await using var entry = await zip.CreateEntry(name, CompressionLevel.NoCompression).OpenAsync(cancellationToken);
            await entry.WriteAsync((await blobs.GetAsync(id, cancellationToken))!, cancellationToken);
        }
    }

    private async IAsyncEnumerable<object> LinesAsync(
        string? task,
        LabelRule rule,
        SortedDictionary<string, string> pictures,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        string last = "";
        while (true)
        {
            var judgments = await db
                .Judgments.AsNoTracking()
                .Include(row => row.Images)
                .Where(row =>
                    string.Compare(row.Id, last) > 0
                    && (task == null || row.Task == task)
                    && db.Corrections.Any(word => word.JudgmentId == row.Id)
                )
                .OrderBy(row => row.Id)
                .Take(AtOnce)
                .ToListAsync(cancellationToken);
            if (judgments.Count == 0)
            {
                yield break;
            }

            last = judgments[^1].Id;
            string[] ids = [.. judgments.Select(row => row.Id)];
            var words = (
                await db
                    .CurrentCorrections.AsNoTracking()
                    .Where(word => ids.Contains(word.JudgmentId))
                    .OrderBy(word => word.CreatedAt)
                    .ThenBy(word => word.Id)
                    .ToListAsync(cancellationToken)
            ).ToLookup(word => word.JudgmentId, StringComparer.Ordinal);
            string[] shown = [.. judgments.SelectMany(row => row.Images).Select(image => image.ImageId).Distinct()];
            foreach (
                var image in await db.Images.AsNoTracking().Where(row => shown.Contains(row.Id)).ToListAsync(cancellationToken)
            )
            {
                pictures[image.Id] = $"images/{image.Id}.{Extension(image.MediaType)}";
            }

            foreach (var judgment in judgments)
            {
                var judged = await TaskAsync(judgment, cancellationToken);
                Correction[] said = [.. words[judgment.Id]];
                if (rule == LabelRule.Each)
                {
                    foreach (var word in said)
                    {
                        yield return word.Verdict == Correction.Tie
                            ? new LeftOut(judgment.Id, $"the correction {word.Id} takes no side")
                            : Item(word.Id, judgment, judged, word.Verdict, word.Rationale, pictures);
                    }
                }
                else if (await LabelAsync(judgment, judged, said, rule, cancellationToken) is { } label)
                {
                    string? why = said.LastOrDefault(word => word.Verdict == label && word.Rationale is not null)?.Rationale;
                    yield return Item(judgment.Id, judgment, judged, label, why, pictures);
                }
                else
                {
                    yield return new LeftOut(
                        judgment.Id,
                        rule == LabelRule.Weighted
                            ? "the raters who are trusted are evenly divided, or none of them takes a side"
                            : "the raters are evenly divided or take no side"
                    );
                }
            }
        }
    }

    private async Task<string?> LabelAsync(
        Judgment judgment,
        JudgingTask task,
        IReadOnlyList<Correction> said,
        LabelRule rule,
        CancellationToken cancellationToken
    )
    {
        if (rule == LabelRule.Majority)
        {
            return Labelling.Of(said, task);
        }

        if (!known.TryGetValue(judgment.Task, out var ofTask))
        {
            known[judgment.Task] = ofTask = await truths.OfAllAsync(judgment.Task, cancellationToken);
        }

        var truth = ofTask.FirstOrDefault(truth => truth.Versions.Contains(judgment.TaskVersion));
        return truth?.LabelOf(judgment.Id) is { } label ? task.VerdictLabels[label] : null;
    }

    private static LabelledItem Item(
        string id,
        Judgment judgment,
        JudgingTask task,
        string verdict,
        string? rationale,
        SortedDictionary<string, string> pictures
    )
    {
        string[] images = [.. judgment.Images.OrderBy(image => image.Position).Select(image => image.ImageId)];
        return new LabelledItem(
            id,
            judgment.Task,
            [.. images.Select(image => pictures[image])],
            Labelling.ModelWord(verdict, task),
            judgment.Group ?? string.Join('+', images)
        )
        {
            Text = judgment.Text,
            Rationale = rationale is null
                ? null
                : string.Join(' ', rationale.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
        };
    }

    private async Task<JudgingTask> TaskAsync(Judgment judgment, CancellationToken cancellationToken)
    {
        var key = (judgment.Task, judgment.TaskVersion);
        if (!tasks.TryGetValue(key, out var task))
        {
            tasks[key] = task = (await catalog.FindAsync(judgment.Task, judgment.TaskVersion, cancellationToken))!;
        }

        return task;
    }

    private static async Task LineAsync(Stream stream, object line, CancellationToken cancellationToken)
    {
        await JsonSerializer.SerializeAsync(stream, line, line.GetType(), Json.Options, cancellationToken);
        await stream.WriteAsync("\n"u8.ToArray(), cancellationToken);
    }

    internal static string Extension(string mediaType) =>
        mediaType switch
        {
            "image/jpeg" => "jpg",
            "image/svg+xml" => "svg",
            _ => mediaType[(mediaType.IndexOf('/', StringComparison.Ordinal) + 1)..],
        };
}
