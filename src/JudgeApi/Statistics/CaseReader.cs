// Joins judgments with what raters say of them: the sample that figures and calibrations are made of.
using System.Text.Json;
using JudgeApi.Hosting;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JudgeApi.Statistics;

internal sealed class CaseReader(IDbContextFactory<JudgeDb> databases, IOptions<ServiceOptions> options)
{
    /// <summary>The judgments of the filter's sample that have a truth, newest first.</summary>
    /// <param name="truth">Of one task.</param>
    /// <param name="filter">Its task is not looked at.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<IReadOnlyList<RatedCase>> ReadAsync(
        TaskTruth truth,
        StatsFilter filter,
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var rows = filter.Apply(db.Judgments.AsNoTracking()).Where(row => row.Task == truth.Task.Name);
        var words = db.Corrections.Where(word => filter.Rater == null || word.RaterId == filter.Rater);
        rows = filter.Sample switch
        {
            StatsSample.Random => rows.Where(row =>
                words.Any(word => word.JudgmentId == row.Id && word.Origin == CorrectionOrigin.Random)
            ),
            StatsSample.Weighted => rows.Where(row =>
                words.Any(word =>
                    word.JudgmentId == row.Id
                    && (word.Origin == CorrectionOrigin.Random || word.Origin == CorrectionOrigin.Uncertain)
                )
            ),
            _ => rows.Where(row => words.Any(word => word.JudgmentId == row.Id && word.Origin != CorrectionOrigin.Gold)),
        };
        var found = await rows.OrderByDescending(row => row.CreatedAt)
            .ThenByDescending(row => row.Id)
            .Take(options.Value.Stats.MaxCorrections)
            .Select(row => new
            {
                row.Id,
                row.CreatedAt,
                row.TaskVersion,
                row.ModelVersion,
                row.CalibrationId,
                row.Verdict,
                row.Distribution,
                row.Score,
                row.Abstained,
                row.Flipped,
            })
            .ToListAsync(cancellationToken);
        string[] labels = [.. truth.Labels];
        List<RatedCase> cases = new(found.Count);
        foreach (var row in found.Where(row => truth.Versions.Contains(row.TaskVersion)))
        {
            var right = filter.Rater is { } rater ? truth.By(rater, row.Id) : truth.Of(row.Id);
            if (right is null)
            {
                continue;
            }

            var shares = JsonSerializer.Deserialize<Dictionary<string, double>>(row.Distribution, Json.Options)!;
            int[] votes = new int[labels.Length];
            foreach (var vote in truth.VotesOn(row.Id))
            {
                if (vote.Label is { } label)
                {
                    votes[label]++;
                }
            }

            cases.Add(
                new RatedCase
                {
                    JudgmentId = row.Id,
                    CreatedAt = row.CreatedAt,
                    ModelVersion = row.ModelVersion,
                    TaskVersion = row.TaskVersion,
                    CalibrationId = row.CalibrationId,
                    Verdict = Array.IndexOf(labels, row.Verdict),
                    Distribution = [.. labels.Select(label => shares.GetValueOrDefault(label))],
                    Abstained = row.Abstained,
                    Flipped = row.Flipped,
                    Score = row.Score ?? double.NaN,
                    Truth = right,
                    PeopleScore = filter.Rater is { } one
                        ? truth.VotesOn(row.Id).First(vote => vote.Rater == one).Score ?? double.NaN
                        : truth.ScoreOf(row.Id),
                    Votes = votes,
                }
            );
        }

        return filter.Sample == StatsSample.Weighted
            ? Strata.Weigh(cases, await UncertaintiesAsync(db, truth, filter, cancellationToken))
            : cases;
    }

    /// <summary>How many judgments of the filter there are of each degree of uncertainty. The queue's larger share tells: who is in it was drawn at random.</summary>
    private static async Task<IReadOnlyDictionary<int, int>> UncertaintiesAsync(
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
            .Join(
                db.ReviewItems.Where(item => item.Share == CorrectionOrigin.Uncertain),
                row => row.Id,
                item => item.JudgmentId,
                (_, item) => Math.Floor(item.Priority * Strata.PerUnit)
            )
            .GroupBy(degree => degree)
            .Select(group => new { Degree = group.Key, Count = group.Count() })
            .ToListAsync(cancellationToken);
        return counts.ToDictionary(row => (int)row.Degree, row => row.Count);
    }
}
