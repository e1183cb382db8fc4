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
    /// <summary>The judgments of the filter's sample that have a truth.</summary>
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
        var weigh = await WeighingAsync(db, truth, filter, cancellationToken);
        List<RatedCase> cases = [];
        foreach (var judged in await JudgedAsync(db, truth, filter, cancellationToken))
        {
            if (filter.Rater is { } rater)
            {
                cases.AddRange(
                    truth.VotesOn(judged.JudgmentId).Where(vote => vote.Rater == rater).SelectMany(vote => By(vote, judged))
                );
            }
            else if (truth.Of(judged.JudgmentId) is { } right)
            {
                cases.Add(judged with { Truth = right, PeopleScore = truth.ScoreOf(judged.JudgmentId) });
            }
        }

        return weigh(cases);
    }

    /// <summary>For each rater the judgments that the rater says something of: the judge as this rater sees it. Those with the most votes first.</summary>
    /// <param name="truth">Of one task.</param>
    /// <param name="filter">Its task and rater are not looked at.</param>
    /// <param name="most">So many raters.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<IReadOnlyList<(string Rater, IReadOnlyList<RatedCase> Cases)>> ReadByRaterAsync(
        TaskTruth truth,
        StatsFilter filter,
        int most,
        CancellationToken cancellationToken
    )
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        filter = filter with { Rater = null };
        var weigh = await WeighingAsync(db, truth, filter, cancellationToken);
        var judged = await JudgedAsync(db, truth, filter, cancellationToken);
        return
        [
            .. judged
                .SelectMany(one =>
                    truth
                        .VotesOn(one.JudgmentId)
                        .Where(vote => filter.Counts(vote.Origin))
                        .SelectMany(vote => By(vote, one).Select(seen => (vote.Rater, Case: seen)))
                )
                .GroupBy(seen => seen.Rater, seen => seen.Case, StringComparer.Ordinal)
                .OrderByDescending(group => group.Count())
                .ThenBy(group => group.Key, StringComparer.Ordinal)
                .Take(most)
                .Select(group => (group.Key, weigh([.. group]))),
        ];
    }

    // A tie takes no side.
    private static IEnumerable<RatedCase> By(RaterVote vote, RatedCase judged)
    {
        if (vote.Label is { } label)
        {
            double[] says = new double[judged.Distribution.Length];
            says[label] = 1;
            yield return judged with
            {
                Truth = says,
                PeopleScore = vote.Score ?? double.NaN,
            };
        }
    }

    private static async Task<Func<IReadOnlyList<RatedCase>, IReadOnlyList<RatedCase>>> WeighingAsync(
        JudgeDb db,
        TaskTruth truth,
        StatsFilter filter,
        CancellationToken cancellationToken
    )
    {
        if (filter.Sample != StatsSample.Weighted)
        {
            return cases => cases;
        }

        var all = await UncertaintiesAsync(db, truth, filter, cancellationToken);
        return cases => Strata.Weigh(cases, all);
    }

    /// <summary>The judgments of the sample, newest first, without a truth yet.</summary>
    private async Task<IReadOnlyList<RatedCase>> JudgedAsync(
        JudgeDb db,
        TaskTruth truth,
        StatsFilter filter,
        CancellationToken cancellationToken
    )
    {
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
                row.Mode,
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
                    Mode = row.Mode,
                    CalibrationId = row.CalibrationId,
                    Verdict = Array.IndexOf(labels, row.Verdict),
                    Distribution = [.. labels.Select(label => shares.GetValueOrDefault(label))],
                    Abstained = row.Abstained,
                    Flipped = row.Flipped,
                    Score = row.Score ?? double.NaN,
                    Truth = [],
                    PeopleScore = double.NaN,
                    Votes = votes,
                }
            );
        }

        return cases;
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
