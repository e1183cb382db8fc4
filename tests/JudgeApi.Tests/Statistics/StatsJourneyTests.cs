using System.Globalization;
using System.Net;
using System.Text.Json;
using JudgeApi.Keys;
using JudgeApi.Storage.Entities;
using JudgeApi.Tests.Hosting;

namespace JudgeApi.Tests.Statistics;

/// <summary>What an operator reads off GET /stats, where the truth is known because the raters are simulated.</summary>
public sealed class StatsJourneyTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero); // a Monday

    private static CancellationToken Cancel => TestService.Cancel;

    [Fact]
    public async Task Five_raters_over_300_judgments_are_told_apart_and_their_votes_beat_a_majority()
    {
        await using var service = await TestService.StartAsync();
        using var ops = service.As(KeyRole.Ops);
        var random = new Random(11);

        // What a rater says of a truth that is "yes", and of one that is "no".
        (string Rater, double Yes, double No)[] raters =
        [
            ("good-1", 0.85, 0.85),
            ("good-2", 0.82, 0.86),
            ("good-3", 0.88, 0.80),
            ("chance", 0.50, 0.50),
            ("inverted", 0.12, 0.15),
        ];
        Dictionary<string, bool> truths = new(StringComparer.Ordinal);
        Dictionary<string, int> yes = new(StringComparer.Ordinal);
        await service.InDatabaseAsync(async db =>
        {
            for (int i = 0; i < 300; i++)
            {
                bool truth = random.NextDouble() < 0.6;
                var judgment = Judged(random, "alignment", random.NextDouble() < 0.9 == truth, 0.9, Start.AddMinutes(i));
                db.Judgments.Add(judgment);
                truths[judgment.Id] = truth;
                yes[judgment.Id] = 0;
                foreach (var (rater, right, rightNo) in raters)
                {
                    bool says = random.NextDouble() < (truth ? right : rightNo) == truth;
                    yes[judgment.Id] += says ? 1 : 0;
                    db.Corrections.Add(People.Correction(random, judgment, rater, says ? "yes" : "no"));
                }
            }

            return await db.SaveChangesAsync(Cancel);
        });

        var stats = (await (await ops.GetAsync("/stats?task=alignment", Cancel)).JsonAsync()).GetProperty("tasks")[0];
        var found = stats
            .GetProperty("raters")
            .EnumerateArray()
            .ToDictionary(rater => rater.GetProperty("rater").GetString()!, StringComparer.Ordinal);
        var report = TestContext.Current.TestOutputHelper!;
        foreach (var (rater, right, rightNo) in raters)
        {
            double informed = found[rater].GetProperty("youdenJ").GetDouble();
            double error = found[rater].GetProperty("standardError").GetDouble();
            string standing = found[rater].GetProperty("standing").GetString()!;
            double weight = found[rater].GetProperty("weight").GetDouble();
            report.WriteLine(
                $"{rater}: true J {right + rightNo - 1:F2}, estimated {informed:F3} +- {error:F3}, {standing}, weight {weight:F3}"
            );
            Assert.InRange(informed, right + rightNo - 1 - 0.13, right + rightNo - 1 + 0.13);
            Assert.Equal(rater.StartsWith("good", StringComparison.Ordinal) ? "reliable" : rater, standing);
            Assert.Equal(300, found[rater].GetProperty("votes").GetInt32());
            Assert.True(rater.StartsWith("good", StringComparison.Ordinal) ? weight > 0.5 : weight == 0, rater);
        }

        int weighted = 0;
        int majority = 0;
        foreach (var (id, truth) in truths)
        {
            var answer = await (await ops.GetAsync($"/judgments/{id}/truth", Cancel)).JsonAsync();
            weighted += answer.GetProperty("label").GetString() == "yes" == truth ? 1 : 0;
            majority += yes[id] >= 3 == truth ? 1 : 0;
        }

        report.WriteLine($"right labels of 300: weighted {weighted}, majority {majority}");
        Assert.True(weighted > majority + 15, $"weighted {weighted}, majority {majority}");
        Assert.True(weighted >= 270, $"weighted {weighted}");

        // The judge is right on nine of ten. Against labels that are themselves sometimes wrong it looks worse, but far less so than against a majority.
        var accuracy = stats.GetProperty("agreement").GetProperty("accuracy");
        report.WriteLine($"agreement with the judge, who is right on 0.9: {accuracy.GetRawText()}");
        Assert.InRange(accuracy.GetProperty("value").GetDouble(), 0.78, 0.93);
        Assert.InRange(
            accuracy.GetProperty("value").GetDouble(),
            accuracy.GetProperty("low").GetDouble(),
            accuracy.GetProperty("high").GetDouble()
        );
    }

    [Fact]
    public async Task The_random_share_and_weights_are_unbiased_and_uncertain_first_is_not()
    {
        await using var service = await TestService.StartAsync();
        using var ops = service.As(KeyRole.Ops);
        var random = new Random(5);
        List<(Judgment Judgment, bool Right, bool Random, double Order)> judged = [];
        for (int i = 0; i < 3000; i++)
        {
            // Confidence from 0.5 to 1, mostly high; right as often as it says.
            double confidence = 1 - (0.5 * Math.Pow(random.NextDouble(), 3));
            bool right = random.NextDouble() < confidence;
            var judgment = Judged(random, "technical", random.Next(2) == 0, confidence, Start.AddSeconds(i));
            judged.Add((judgment, right, random.NextDouble() < 0.2, random.NextDouble()));
        }

        double truth = (double)judged.Count(one => one.Right) / judged.Count;

        // Raters see 300 of the random share, in its random order, and the 300 least certain of the others.
        var seen = judged
            .Where(one => one.Random)
            .OrderByDescending(one => one.Order)
            .Take(300)
            .Concat(judged.Where(one => !one.Random).OrderBy(one => one.Judgment.Confidence).Take(300));
        await service.InDatabaseAsync(async db =>
        {
            db.Judgments.AddRange(judged.Select(one => one.Judgment));
            db.ReviewItems.AddRange(judged.Select(one => People.Place(one.Judgment, one.Random, one.Order)));
            foreach (var (judgment, right, drawn, _) in seen)
            {
                db.Corrections.Add(
                    People.Correction(
                        random,
                        judgment,
                        "rater",
                        right ? judgment.Verdict
                            : judgment.Verdict == "yes" ? "no"
                            : "yes",
                        drawn ? CorrectionOrigin.Random : CorrectionOrigin.Uncertain
                    )
                );
            }

            return await db.SaveChangesAsync(Cancel);
        });

        var report = TestContext.Current.TestOutputHelper!;
        Dictionary<string, (double Value, double Low, double High)> found = new(StringComparer.Ordinal);
        foreach (string sample in new[] { "random", "weighted", "all" })
        {
            var stats = await (await ops.GetAsync($"/stats?task=technical&sample={sample}", Cancel)).JsonAsync();
            var accuracy = stats.GetProperty("tasks")[0].GetProperty("agreement").GetProperty("accuracy");
            found[sample] = (
                accuracy.GetProperty("value").GetDouble(),
                accuracy.GetProperty("low").GetDouble(),
                accuracy.GetProperty("high").GetDouble()
            );
            report.WriteLine($"{sample}: {found[sample]}, truth {truth:F4}");
        }

        Assert.InRange(truth, found["random"].Low, found["random"].High);
        Assert.InRange(truth, found["weighted"].Low, found["weighted"].High);
        Assert.True(found["all"].High < truth, "the least certain verdicts are wrong more often than all");
        Assert.True(found["weighted"].High - found["weighted"].Low < found["random"].High - found["random"].Low);
    }

    [Fact]
    public async Task Scales_pairs_gold_and_groups_have_their_figures()
    {
        await using var service = await TestService.StartAsync(settings: [("MtRl:Stats:BootstrapRounds", "50")]);
        using var ops = service.As(KeyRole.Ops);
        var random = new Random(2);
        await service.InDatabaseAsync(async db =>
        {
            for (int i = 0; i < 60; i++)
            {
                int right = 1 + random.Next(5);
                var judgment = People.Judgment(
                    random,
                    "quality-scale",
                    Enumerable
                        .Range(1, 5)
                        .ToDictionary(label => $"{label}", label => label == right ? 0.6 : 0.1, StringComparer.Ordinal),
                    Start.AddDays(i % 14),
                    model: i % 2 == 0 ? "old" : "new"
                );
                db.Judgments.Add(judgment);
                db.Corrections.Add(People.Correction(random, judgment, "a", $"{right}", score: right));
                double near = Math.Clamp(right + random.Next(-1, 2), 1, 5);
                db.Corrections.Add(People.Correction(random, judgment, "b", $"{near}", score: near));
                if (i < 10)
                {
                    db.GoldItems.Add(
                        new GoldItem
                        {
                            JudgmentId = judgment.Id,
                            Task = judgment.Task,
                            Verdict = $"{right}",
                            CreatedAt = Start,
                            CreatedBy = "key",
                        }
                    );
                }

                var pair = People.Judgment(
                    random,
                    "pairwise-technical",
                    new Dictionary<string, double>(StringComparer.Ordinal) { ["A"] = 0.7, ["B"] = 0.3 },
                    Start,
                    flipped: i % 4 == 0
                );
                db.Judgments.Add(pair);
                db.Corrections.Add(
                    People.Correction(
                        random,
                        pair,
                        "a",
                        i % 5 == 0 ? "tie"
                            : i % 3 == 0 ? "B"
                            : "A"
                    )
                );
            }

            return await db.SaveChangesAsync(Cancel);
        });

        var all = (await (await ops.GetAsync("/stats?by=week", Cancel)).JsonAsync()).GetProperty("tasks");
        Assert.Equal(
            ["pairwise-technical", "quality-scale"],
            all.EnumerateArray().Select(task => task.GetProperty("task").GetString()!)
        );
        var (pairs, scale) = (all[0], all[1]);
        Assert.Equal(48, pairs.GetProperty("agreement").GetProperty("items").GetInt32()); // ties take no side
        Assert.Equal(0.25, pairs.GetProperty("judged").GetProperty("flipRate").GetProperty("value").GetDouble(), 1e-12);
        Assert.Equal(JsonValueKind.Null, pairs.GetProperty("agreement").GetProperty("spearman").ValueKind);
        var agreement = scale.GetProperty("agreement");
        foreach (string name in new[] { "linearKappa", "quadraticKappa", "spearman", "pearson", "raterAlpha" })
        {
            var figure = agreement.GetProperty(name);
            Assert.InRange(figure.GetProperty("value").GetDouble(), 0.4, 1);
            Assert.InRange(figure.GetProperty("high").GetDouble(), figure.GetProperty("value").GetDouble(), 1);
        }

        Assert.Equal(
            ["2026-W10", "2026-W11"],
            scale.GetProperty("groups").EnumerateArray().Select(group => group.GetProperty("key").GetString()!)
        );
        var raters = scale.GetProperty("raters").EnumerateArray().ToDictionary(rater => rater.GetProperty("rater").GetString()!);
        Assert.Equal(10, raters["a"].GetProperty("goldSeen").GetInt32());
        Assert.Equal(1, raters["a"].GetProperty("goldAccuracy").GetProperty("value").GetDouble());
        Assert.True(raters["b"].GetProperty("goldAccuracy").GetProperty("value").GetDouble() < 1);

        var byModel = await OfScaleAsync(ops, "by=model");
        Assert.Equal(["new", "old"], Keys(byModel));
        Assert.Equal(30, (await OfScaleAsync(ops, "model=old")).GetProperty("agreement").GetProperty("items").GetInt32());
        var byRater = await OfScaleAsync(ops, "by=rater");
        Assert.Equal(["a", "b"], Keys(byRater));
        var a = byRater.GetProperty("groups")[0].GetProperty("figures").GetProperty("accuracy").GetProperty("value").GetDouble();
        Assert.Equal(1, a);
        Assert.Equal(
            byRater.GetProperty("groups")[1].GetProperty("figures").GetProperty("accuracy").GetRawText(),
            (await OfScaleAsync(ops, "rater=b")).GetProperty("agreement").GetProperty("accuracy").GetRawText()
        );
        string from = Start.AddDays(7).ToString("O", CultureInfo.InvariantCulture);
        var later = await OfScaleAsync(ops, $"from={Uri.EscapeDataString(from)}");
        Assert.Equal(28, later.GetProperty("judged").GetProperty("judgments").GetInt32());
        Assert.Equal(28, later.GetProperty("agreement").GetProperty("items").GetInt32());
    }

    [Fact]
    public async Task A_later_word_takes_the_place_of_an_earlier_one()
    {
        await using var service = await TestService.StartAsync(settings: [("MtRl:Stats:CacheSeconds", "0")]);
        using var ops = service.As(KeyRole.Ops);
        var random = new Random(1);
        var judgment = Judged(random, "technical", true, 0.9, Start);
        await service.InDatabaseAsync(async db =>
        {
            db.Judgments.Add(judgment);
            db.Corrections.Add(People.Correction(random, judgment, "a", "no"));
            return await db.SaveChangesAsync(Cancel);
        });
        Assert.Equal("no", await LabelAsync(ops, judgment.Id));
        await service.InDatabaseAsync(async db =>
        {
            db.Corrections.Add(People.Correction(random, judgment, "a", "yes", revision: 2));
            return await db.SaveChangesAsync(Cancel);
        });
        Assert.Equal("yes", await LabelAsync(ops, judgment.Id));
    }

    [Fact]
    public async Task An_empty_service_has_no_figures_and_a_wrong_question_is_a_problem()
    {
        await using var service = await TestService.StartAsync();
        using var ops = service.As(KeyRole.Ops);
        Assert.Empty((await (await ops.GetAsync("/stats", Cancel)).JsonAsync()).GetProperty("tasks").EnumerateArray());
        Assert.Empty(
            (await (await ops.GetAsync("/stats?task=technical", Cancel)).JsonAsync()).GetProperty("tasks").EnumerateArray()
        );
        foreach (
            var (query, code) in new[]
            {
                ("sample=best", "bad_value"),
                ("by=year", "bad_value"),
                ("by=none", "bad_value"),
                ("from=yesterday", "bad_value"),
                ("limit=5", "unknown_parameter"),
                ("tusk=x", "unknown_parameter"),
            }
        )
        {
            await (await ops.GetAsync($"/stats?{query}", Cancel)).ProblemAsync(HttpStatusCode.BadRequest, code);
        }

        await (await ops.GetAsync("/judgments/nothing/truth", Cancel)).ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    private static Judgment Judged(Random random, string task, bool yes, double confidence, DateTimeOffset at) =>
        People.Judgment(
            random,
            task,
            new Dictionary<string, double>(StringComparer.Ordinal)
            {
                ["yes"] = yes ? confidence : 1 - confidence,
                ["no"] = yes ? 1 - confidence : confidence,
            },
            at
        );

    private static async Task<string?> LabelAsync(HttpClient ops, string judgment) =>
        (await (await ops.GetAsync($"/judgments/{judgment}/truth", Cancel)).JsonAsync()).GetProperty("label").GetString();

    private static async Task<JsonElement> OfScaleAsync(HttpClient ops, string query) =>
        (await (await ops.GetAsync($"/stats?task=quality-scale&{query}", Cancel)).JsonAsync()).GetProperty("tasks")[0];

    private static IEnumerable<string> Keys(JsonElement stats) =>
        stats.GetProperty("groups").EnumerateArray().Select(group => group.GetProperty("key").GetString()!);
}
