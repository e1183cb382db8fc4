using System.IO.Compression;
using System.Text.Json;
using JudgeApi.Keys;
using JudgeApi.Storage.Entities;
using JudgeApi.Tests.Hosting;

namespace JudgeApi.Tests.Statistics;

/// <summary>Labels for the trainer from raters of whom most are wrong.</summary>
public sealed class WeightedLabelTests
{
    private static CancellationToken Cancel => TestService.Cancel;

    [Fact]
    public async Task Gold_items_tell_a_wrong_majority_and_its_labels_are_not_learned_from()
    {
        await using var service = await TestService.StartAsync();
        using var ops = service.As(KeyRole.Ops);
        var random = new Random(3);
        Dictionary<string, string> truths = new(StringComparer.Ordinal);
        await service.InDatabaseAsync(async db =>
        {
            for (int i = 0; i < 200; i++)
            {
                string truth = random.Next(2) == 0 ? "yes" : "no";
                string opposite = truth == "yes" ? "no" : "yes";
                var judgment = People.Judgment(
                    random,
                    "technical",
                    new Dictionary<string, double>(StringComparer.Ordinal) { ["yes"] = 0.6, ["no"] = 0.4 },
                    DateTimeOffset.UnixEpoch.AddSeconds(i)
                );
                db.Judgments.Add(judgment);
                truths[judgment.Id] = truth;
                foreach (var (rater, right) in new[] { ("good", 0.9), ("inverted-1", 0.2), ("inverted-2", 0.2) })
                {
                    db.Corrections.Add(
                        People.Correction(random, judgment, rater, random.NextDouble() < right ? truth : opposite)
                    );
                }

                if (i < 40)
                {
                    db.GoldItems.Add(
                        new GoldItem
                        {
                            JudgmentId = judgment.Id,
                            Task = judgment.Task,
                            Verdict = truth,
                            CreatedAt = judgment.CreatedAt,
                            CreatedBy = "key",
                        }
                    );
                }
            }

            return await db.SaveChangesAsync(Cancel);
        });

        double majority = await RightAsync(ops, "majority", truths);
        double weighted = await RightAsync(ops, "weighted", truths);
        TestContext.Current.TestOutputHelper!.WriteLine($"right labels: majority {majority:P1}, weighted {weighted:P1}");
        Assert.True(majority < 0.35, $"{majority}");
        Assert.True(weighted > 0.85, $"{weighted}");
    }

    private static async Task<double> RightAsync(HttpClient ops, string labels, Dictionary<string, string> truths)
    {
        await using var archive = await ops.GetStreamAsync($"/export?task=technical&labels={labels}", Cancel);
        using var bytes = new MemoryStream();
        await archive.CopyToAsync(bytes, Cancel);
        await using var zip = new ZipArchive(bytes);
        using var reader = new StreamReader(await zip.GetEntry("items.jsonl")!.OpenAsync(Cancel));
        string[] lines = (await reader.ReadToEndAsync(Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(truths.Count, lines.Length);
        return lines
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Average(item => item.GetProperty("label").GetString() == truths[item.GetProperty("id").GetString()!] ? 1 : 0);
    }
}
