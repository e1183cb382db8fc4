using System.Globalization;
using System.Runtime.CompilerServices;
using JudgeApi.Audit;
using JudgeApi.Corrections;
using JudgeApi.Hosting;
using JudgeApi.Judging;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using JudgeApi.Tasks;
using JudgeCore.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JudgeApi.Imports;

/// <summary>Makes judgments with corrections of ratings that were collected elsewhere: the judge judges each case once, and each rating becomes a correction.
/// A repeated or interrupted import goes on where it was.</summary>
internal sealed class RatingsImport(
    JudgmentMaker maker,
    CorrectionWriter writer,
    Commits commits,
    IDbContextFactory<JudgeDb> databases,
    IOptions<ServiceOptions> options,
    TimeProvider time
)
{
    private const int FaultsShown = 100;

    /// <summary>Cases that are judged at once.</summary>
    private const int AtOnce = 8;

    /// <param name="archive">Checked.</param>
    /// <param name="name">Of the import: the first part of references and raters.</param>
    /// <param name="tasks">Every task of the archive is among them.</param>
    /// <param name="keyId">Who imports.</param>
    /// <param name="cancellationToken">Stops between ratings; what is stored stays.</param>
    /// <returns>The state after every few cases, and at last the outcome.</returns>
    public async IAsyncEnumerable<object> RunAsync(
        RatingsArchive archive,
        string name,
        IReadOnlyDictionary<string, JudgingTask> tasks,
        string keyId,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var tally = new Tally();
        foreach (var some in archive.Cases.Chunk(AtOnce))
        {
            // The archive is one file, read by one reader at a time.
            List<(RatedCase Case, SentImage[] Images)> ready = [];
            foreach (var rated in some)
            {
                List<SentImage> images = [];
                foreach (var item in rated.Items)
                {
                    byte[] bytes = await archive.PictureAsync(item, options.Value.Images.MaxBytes, cancellationToken);
                    images.Add(new SentImage($"{item.Id} ({item.File})", bytes));
                }

                ready.Add((rated, [.. images]));
            }

            await Task.WhenAll(
                ready.Select(one => CaseAsync(one.Case, one.Images, name, tasks, keyId, tally, cancellationToken))
            );
            yield return tally.Report(false, archive);
        }

        await commits.DoAsync(
            async (db, token) =>
            {
                AuditLog.Record(db, time, keyId, AuditActions.RatingsImported, name, to: $"{archive.Cases.Count} cases");
                return await db.SaveChangesAsync(token);
            },
            cancellationToken
        );
        yield return tally.Report(true, archive);
    }

    private async Task CaseAsync(
        RatedCase rated,
        SentImage[] images,
        string name,
        IReadOnlyDictionary<string, JudgingTask> tasks,
        string keyId,
        Tally tally,
        CancellationToken cancellationToken
    )
    {
        string reference = rated.Reference(name);
        var task = tasks[rated.Task];
        Judgment? judgment;
        await using (var db = await databases.CreateDbContextAsync(cancellationToken))
        {
            judgment = await db
                .Judgments.AsNoTracking()
                .Where(row => row.Reference == reference && row.Task == rated.Task)
                .OrderBy(row => row.CreatedAt)
                .FirstOrDefaultAsync(cancellationToken);
        }

        if (judgment is null)
        {
            string? text =
                task.Text == TextUse.None ? null : rated.Items.Select(item => item.Text).FirstOrDefault(text => text is not null);
            string?[] groups = [.. rated.Items.Select(item => item.Group).Distinct()];
            var request = new JudgingRequest(rated.Task, images, text, null, null, reference)
            {
                Group = groups.Contains(null) ? null : string.Join('+', groups),
                Reviewed = false,
            };
            switch (await maker.JudgeAsync(request, tasks, keyId, patient: true, cancellationToken))
            {
                case JudgingOutcome.Stored stored:
                    judgment = stored.Judgment;
                    tally.Judged();
                    break;
                case JudgingOutcome.Rejected { Problem: { } problem }:
                    tally.Fault($"{reference}: {problem.Detail}");
                    return;
                default:
                    throw new InvalidOperationException("a judgment ends in one of two ways");
            }
        }
        else
        {
            tally.Known();
        }

        // In the archive's order, so that a rater's later line supersedes the earlier one; different raters side by side share commits.
        await Task.WhenAll(
            rated
                .Ratings.GroupBy(rating => rating.Rater, StringComparer.Ordinal)
                .Select(async own =>
                {
                    foreach (var rating in own)
                    {
                        await RatingAsync(judgment, rating, task, name, tally, cancellationToken);
                    }
                })
        );
    }

    private async Task RatingAsync(
        Judgment judgment,
        ImportedRating rating,
        JudgingTask task,
        string name,
        Tally tally,
        CancellationToken cancellationToken
    )
    {
        bool number =
            double.TryParse(rating.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double score)
            && task.Kind == TaskKind.Scale
            && !task.Labels.Contains(rating.Value, StringComparer.Ordinal);
        var body = new CorrectionBody
        {
            Verdict = number ? null : rating.Value,
            Score = number ? score : null,
            Rationale = rating.Rationale,
            Certainty = rating.Certainty,
            SecondsSpent = rating.Seconds,
        };
        var (draft, wrong) = CorrectionRules.Read(body, task);
        if (draft is null)
        {
            tally.Fault($"{rating.Row.File} row {rating.Row.Number}: {wrong!.Detail}");
            return;
        }

        string rater = $"{name}/{rating.Rater}";
        switch (await writer.WriteAsync(judgment, draft, rater, null, rating.Key, cancellationToken, imported: true))
        {
            case CorrectionOutcome.Stored stored:
                tally.Rated(stored.Replayed);
                break;
            case CorrectionOutcome.Rejected rejected:
                tally.Fault($"{rating.Row.File} row {rating.Row.Number}: {rejected.Problem.Detail}");
                break;
            default:
                throw new InvalidOperationException("a correction ends in one of two ways");
        }
    }

    /// <summary>Counts of cases that run side by side.</summary>
    private sealed class Tally
    {
        private readonly Lock gate = new();
        private readonly List<string> faults = [];
        private int judged;
        private int known;
        private int stored;
        private int repeated;
        private int faultCount;

        public void Judged() => Interlocked.Increment(ref judged);

        public void Known() => Interlocked.Increment(ref known);

        public void Rated(bool before) => Interlocked.Increment(ref before ? ref repeated : ref stored);

        public void Fault(string sentence)
        {
            lock (gate)
            {
                faultCount++;
                if (faults.Count < FaultsShown)
                {
                    faults.Add(sentence);
                }
            }
        }

        public ImportReport Report(bool done, RatingsArchive archive)
        {
            lock (gate)
            {
                return new ImportReport(
                    done,
                    archive.Cases.Count,
                    judged,
                    known,
                    stored,
                    repeated,
                    archive.Repeats,
                    [.. faults],
                    faultCount
                );
            }
        }
    }
}
