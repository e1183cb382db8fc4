using JudgeApi.Keys;
using JudgeApi.Reviews;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using JudgeApi.Tests.Hosting;
using JudgeApi.Tests.Pages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JudgeApi.Tests.Storage;

/// <summary>Fills a service with many judgments of the last ninety days and what raters said of some: copies of a few hundred real ones.</summary>
internal static class Archive
{
    private const int Seed = 7;
    private const int Patterns = 120;
    private const int Batch = 2_000;
    private const int Days = 90;
    private const int Raters = 8;

    public static async Task FillAsync(TestService service, int judgments, int corrections)
    {
        using var ops = service.As(KeyRole.Ops);
        await Gallery.JudgeAsync(ops, Patterns);
        var patterns = await service.InDatabaseAsync(db =>
            db.Judgments.AsNoTracking().Include(row => row.Images).OrderBy(row => row.Id).ToListAsync(TestService.Cancel)
        );
        string[] raters = await RatersAsync(service);
        var shares = service.Services.GetRequiredService<ReviewShares>();
        var random = new Random(Seed);
        var begin = patterns[^1].CreatedAt.AddDays(-Days);
        var step = TimeSpan.FromDays(Days) / judgments;
        for (int first = 0; first < judgments; first += Batch)
        {
            await using var scope = service.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<JudgeDb>();
            db.ChangeTracker.AutoDetectChangesEnabled = false;
            for (int i = first; i < Math.Min(judgments, first + Batch); i++)
            {
                var copy = Copy(patterns[random.Next(patterns.Count)], begin + (step * i), i, random);
                var item = shares.Place(copy);

                // Corrections are spread evenly over the time, up to three to a judgment.
                if ((long)i * corrections / judgments != (long)(i + 1) * corrections / judgments)
                {
                    item.Answered = 1;
                    db.Corrections.Add(Word(copy, raters[random.Next(Raters)], random, item.Share));
                }

                db.Judgments.Add(copy);
                db.ReviewItems.Add(item);
            }

            await db.SaveChangesAsync(TestService.Cancel);
        }

        await service.InDatabaseAsync(db => db.Database.ExecuteSqlRawAsync("ANALYZE", TestService.Cancel));
    }

    private static async Task<string[]> RatersAsync(TestService service)
    {
        for (int i = 0; i < Raters; i++)
        {
            using var client = await service.AddKeyAsync(KeyRole.Rater, $"Rater {i + 1}");
        }

        return await service.InDatabaseAsync(db =>
            db.ApiKeys.Where(key => key.Name.StartsWith("Rater ")).Select(key => key.Id).ToArrayAsync(TestService.Cancel)
        );
    }

    private static Judgment Copy(Judgment pattern, DateTimeOffset at, int number, Random random)
    {
        at = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));
        string id = Guid.CreateVersion7(at).ToString("N");
        return new Judgment
        {
            Id = id,
            CreatedAt = at,
            Task = pattern.Task,
            TaskVersion = pattern.TaskVersion,
            TwinVersion = pattern.TwinVersion,
            Kind = pattern.Kind,
            Mode = pattern.Mode,
            Strategy = pattern.Strategy,
            Text = pattern.Text,
            Reference = $"order-{number}",
            Verdict = pattern.Verdict,
            Confidence = 0.5 + (random.NextDouble() / 2),
            Distribution = pattern.Distribution,
            Score = pattern.Score,
            Rationale = pattern.Rationale,
            Abstained = false,
            SwapFirst = pattern.SwapFirst,
            SwapSecond = pattern.SwapSecond,
            Flipped = pattern.Flipped is null ? null : random.Next(10) == 0,
            ModelVersion = pattern.ModelVersion,
            ModelDigest = pattern.ModelDigest,
            PromptTokens = pattern.PromptTokens,
            ImageTokens = pattern.ImageTokens,
            CompletionTokens = pattern.CompletionTokens,
            QueueMs = pattern.QueueMs,
            ImageMs = pattern.ImageMs,
            ModelMs = pattern.ModelMs * (0.5 + random.NextDouble()),
            KeyId = pattern.KeyId,
            Images =
            [
                .. pattern.Images.Select(image => new JudgedImage
                {
                    JudgmentId = id,
                    Position = image.Position,
                    ImageId = image.ImageId,
                }),
            ],
        };
    }

    private static Correction Word(Judgment judgment, string rater, Random random, CorrectionOrigin share)
    {
        string[] labels =
        [
            .. System.Text.Json.JsonDocument.Parse(judgment.Distribution).RootElement.EnumerateObject().Select(one => one.Name),
        ];
        string verdict = random.Next(10) == 0 ? labels[random.Next(labels.Length)] : judgment.Verdict;
        return new Correction
        {
            Id = Guid.CreateVersion7(judgment.CreatedAt.AddMinutes(5)).ToString("N"),
            JudgmentId = judgment.Id,
            CreatedAt = judgment.CreatedAt.AddMinutes(5),
            Task = judgment.Task,
            TaskVersion = judgment.TaskVersion,
            RaterId = rater,
            Revision = 1,
            Verdict = verdict,
            Confirms = verdict == judgment.Verdict,
            Origin = share,
            Blind = true,
            SecondsSpent = 4,
        };
    }
}
