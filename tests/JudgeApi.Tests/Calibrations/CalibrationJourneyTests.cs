using System.Net;
using System.Text.Json;
using JudgeApi.Keys;
using JudgeApi.Storage.Entities;
using JudgeApi.Tests.Hosting;
using JudgeApi.Tests.Judging;
using JudgeApi.Tests.Statistics;
using JudgeCore.Verdicts;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Tests.Calibrations;

/// <summary>From corrections to honest confidence in the next answer.</summary>
public sealed class CalibrationJourneyTests
{
    private static CancellationToken Cancel => TestService.Cancel;

    [Fact]
    public async Task Confidence_is_fitted_on_corrections_and_served_from_the_next_request_on()
    {
        await using var service = await TestService.StartAsync(settings: [("MtRl:Stats:CacheSeconds", "0")]);
        using var ops = service.As(KeyRole.Ops);
        using var pipeline = service.As(KeyRole.Pipeline);
        service.Judge.Script = request => new JudgeOutcome.Judged(Unsure(service.Judge, request));
        await RateAsync(service, 400, new Random(1));

        var dry = await PostAsync(
            ops,
            new
            {
                task = "technical",
                targetError = 0.2,
                dryRun = true,
            },
            HttpStatusCode.OK
        );
        Assert.False(dry.GetProperty("stored").GetBoolean());
        var before = await JudgeJourneyTests.JudgeAsync(pipeline, "technical", Pictures.Data());
        Assert.Equal(0.7, before.GetProperty("confidence").GetDouble(), 1e-9);
        Assert.Equal(JsonValueKind.Null, before.GetProperty("calibration").ValueKind);
        Assert.False(before.GetProperty("abstained").GetBoolean());

        var fitted = await PostAsync(ops, new { task = "technical", targetError = 0.2 }, HttpStatusCode.Created);
        var calibration = fitted.GetProperty("calibration");
        Assert.Equal(
            dry.GetProperty("calibration").GetProperty("temperature").GetDouble(),
            calibration.GetProperty("temperature").GetDouble()
        );
        Assert.InRange(calibration.GetProperty("temperature").GetDouble(), 1.6, 2.6);
        Assert.True(calibration.GetProperty("errorAfter").GetDouble() < calibration.GetProperty("errorBefore").GetDouble());
        Assert.Equal(400, calibration.GetProperty("items").GetInt32());

        var after = await JudgeJourneyTests.JudgeAsync(pipeline, "technical", Pictures.Data());
        Assert.Equal(before.GetProperty("verdict").GetString(), after.GetProperty("verdict").GetString());
        Assert.InRange(after.GetProperty("confidence").GetDouble(), 0.57, 0.64);
        Assert.Equal(
            after.GetProperty("confidence").GetDouble(),
            after.GetProperty("distribution").GetProperty(after.GetProperty("verdict").GetString()!).GetDouble()
        );
        Assert.Equal(calibration.GetProperty("id").GetString(), after.GetProperty("calibration").GetString());
        Assert.Equal(
            after.GetProperty("confidence").GetDouble() < calibration.GetProperty("abstainBelow").GetDouble(),
            after.GetProperty("abstained").GetBoolean()
        );
        Assert.True(after.GetProperty("abstained").GetBoolean());

        // Another task is served as before; the list and the figures show what is in force.
        var other = await JudgeJourneyTests.JudgeAsync(pipeline, "safety", Pictures.Data());
        Assert.Equal(JsonValueKind.Null, other.GetProperty("calibration").ValueKind);
        var list = (await (await ops.GetAsync("/calibrations", Cancel)).JsonAsync()).GetProperty("items");
        Assert.Equal(calibration.GetRawText(), Assert.Single(list.EnumerateArray()).GetRawText());
        var stats = await (await ops.GetAsync("/stats?task=technical", Cancel)).JsonAsync();
        var shown = stats.GetProperty("tasks")[0].GetProperty("calibrations")[0];
        Assert.Equal(calibration.GetProperty("id").GetString(), shown.GetProperty("id").GetString());
        var bins = stats.GetProperty("tasks")[0].GetProperty("agreement").GetProperty("calibration").GetProperty("bins");
        Assert.Equal(400, bins.EnumerateArray().Sum(bin => bin.GetProperty("items").GetInt32()));
    }

    [Fact]
    public async Task A_second_fit_sees_what_the_model_said_not_what_the_first_made_of_it()
    {
        await using var service = await TestService.StartAsync(settings: [("MtRl:Stats:CacheSeconds", "0")]);
        using var ops = service.As(KeyRole.Ops);
        var random = new Random(2);
        await RateAsync(service, 300, random);
        var first = await PostAsync(ops, new { task = "technical" }, HttpStatusCode.Created);
        double temperature = first.GetProperty("calibration").GetProperty("temperature").GetDouble();

        // Judgments served with the first calibration: their distributions are honest already.
        await RateAsync(service, 300, random, first.GetProperty("calibration").GetProperty("id").GetString(), temperature);
        var second = await PostAsync(ops, new { task = "technical" }, HttpStatusCode.Created);
        Assert.Equal(600, second.GetProperty("calibration").GetProperty("items").GetInt32());
        Assert.InRange(
            second.GetProperty("calibration").GetProperty("temperature").GetDouble(),
            temperature * 0.85,
            temperature * 1.15
        );
    }

    [Fact]
    public async Task Each_mode_may_have_a_temperature_of_its_own_and_the_newest_that_covers_a_mode_is_served()
    {
        await using var service = await TestService.StartAsync(settings: [("MtRl:Stats:CacheSeconds", "0")]);
        using var ops = service.As(KeyRole.Ops);
        using var pipeline = service.As(KeyRole.Pipeline);
        var random = new Random(4);
        await RateAsync(service, 300, random);
        await RateAsync(service, 300, random, temperature: 2, mode: VerdictMode.Reasoned);

        var verdict = (await PostAsync(ops, new { task = "technical", mode = "verdict" }, HttpStatusCode.Created)).GetProperty(
            "calibration"
        );
        Assert.Equal(("verdict", 300), (verdict.GetProperty("mode").GetString(), verdict.GetProperty("items").GetInt32()));
        Assert.InRange(verdict.GetProperty("temperature").GetDouble(), 1.6, 2.6);
        Assert.Equal(verdict.GetProperty("id").GetString(), await ServedAsync("verdict"));
        Assert.Null(await ServedAsync("reasoned"));

        // In the other mode the judge is honest already.
        var reasoned = (await PostAsync(ops, new { task = "technical", mode = "reasoned" }, HttpStatusCode.Created)).GetProperty(
            "calibration"
        );
        Assert.InRange(reasoned.GetProperty("temperature").GetDouble(), 0.8, 1.25);
        Assert.Equal(reasoned.GetProperty("id").GetString(), await ServedAsync("reasoned"));
        Assert.Equal(verdict.GetProperty("id").GetString(), await ServedAsync("verdict"));

        var both = (await PostAsync(ops, new { task = "technical" }, HttpStatusCode.Created)).GetProperty("calibration");
        Assert.Equal((JsonValueKind.Null, 600), (both.GetProperty("mode").ValueKind, both.GetProperty("items").GetInt32()));
        Assert.Equal(both.GetProperty("id").GetString(), await ServedAsync("verdict"));
        Assert.Equal(both.GetProperty("id").GetString(), await ServedAsync("reasoned"));

        // The list has pages.
        var first = await (await ops.GetAsync("/calibrations?task=technical&limit=2", Cancel)).JsonAsync();
        Assert.Equal(
            [both.GetProperty("id").GetString(), reasoned.GetProperty("id").GetString()],
            first.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("id").GetString())
        );
        var second = await (
            await ops.GetAsync($"/calibrations?limit=2&cursor={first.GetProperty("nextCursor").GetString()}", Cancel)
        ).JsonAsync();
        Assert.Equal(
            verdict.GetProperty("id").GetString(),
            Assert.Single(second.GetProperty("items").EnumerateArray()).GetProperty("id").GetString()
        );
        Assert.Equal(JsonValueKind.Null, second.GetProperty("nextCursor").ValueKind);

        async Task<string?> ServedAsync(string mode)
        {
            var answer = await (
                await pipeline.SendJsonAsync(
                    HttpMethod.Post,
                    "/judge",
                    new
                    {
                        task = "technical",
                        images = new[] { Pictures.Data() },
                        mode,
                    }
                )
            ).JsonAsync();
            return answer.GetProperty("calibration").GetString();
        }
    }

    [Fact]
    public async Task Too_little_evidence_and_wrong_questions_change_nothing()
    {
        await using var service = await TestService.StartAsync(settings: [("MtRl:Stats:CacheSeconds", "0")]);
        using var ops = service.As(KeyRole.Ops);
        await RateAsync(service, 30, new Random(3));
        var few = await (await ops.SendJsonAsync(HttpMethod.Post, "/calibrations", new { task = "technical" })).ProblemAsync(
            HttpStatusCode.Conflict,
            "too_few_corrections"
        );
        Assert.Equal(100, few.GetProperty("limit").GetInt64());
        await (
            await ops.SendJsonAsync(
                HttpMethod.Post,
                "/calibrations",
                new
                {
                    task = "technical",
                    minItems = 20,
                    targetError = 0.001,
                }
            )
        ).ProblemAsync(HttpStatusCode.Conflict, "target_unreachable");
        foreach (
            object wrong in new object[]
            {
                new { task = "technical", targetError = 0 },
                new { task = "technical", targetError = 1 },
                new { task = "technical", minItems = 3 },
                new { task = "beauty" },
                new { task = "technical", sample = "best" },
                new { task = "technical", mode = "quick" },
            }
        )
        {
            await (await ops.SendJsonAsync(HttpMethod.Post, "/calibrations", wrong)).ProblemAsync(
                HttpStatusCode.BadRequest,
                "bad_value"
            );
        }

        await (await ops.SendJsonAsync(HttpMethod.Post, "/calibrations", new { })).ProblemAsync(
            HttpStatusCode.BadRequest,
            "missing_field"
        );
        Assert.Equal(0, await service.InDatabaseAsync(db => db.Calibrations.CountAsync(Cancel)));
    }

    [Fact]
    public async Task A_calibration_of_other_weights_is_not_applied()
    {
        await using var service = await TestService.StartAsync();
        using var pipeline = service.As(KeyRole.Pipeline);
        await service.InDatabaseAsync(async db =>
        {
            db.Calibrations.Add(
                new Calibration
                {
                    Id = Guid.CreateVersion7().ToString("N"),
                    CreatedAt = DateTimeOffset.UnixEpoch,
                    Task = "technical",
                    TaskVersion = 1,
                    ModelVersion = "scripted",
                    ModelDigest = new string('6', 64),
                    Temperature = 5,
                    AbstainBelow = 1,
                    Items = 1000,
                    LossBefore = 1,
                    LossAfter = 1,
                    ErrorBefore = 1,
                    ErrorAfter = 1,
                    CreatedBy = "key",
                }
            );
            return await db.SaveChangesAsync(Cancel);
        });
        var answer = await JudgeJourneyTests.JudgeAsync(pipeline, "technical", Pictures.Data());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("calibration").ValueKind);
        Assert.False(answer.GetProperty("abstained").GetBoolean());
    }

    // A judge whose confidence is that of a temperature of a half, by two raters who are right.
    private static Task<int> RateAsync(
        TestService service,
        int count,
        Random random,
        string? calibration = null,
        double temperature = 1,
        VerdictMode mode = VerdictMode.Verdict
    ) =>
        service.InDatabaseAsync(async db =>
        {
            for (int i = 0; i < count; i++)
            {
                double honest = 0.5 + (0.45 * random.NextDouble());
                double[] says = JudgeApi.Calibrations.CalibratedVerdict.Tempered([honest, 1 - honest], 0.5 * temperature);
                string verdict = random.Next(2) == 0 ? "yes" : "no";
                string opposite = verdict == "yes" ? "no" : "yes";
                var judgment = People.Judgment(
                    random,
                    "technical",
                    new Dictionary<string, double>(StringComparer.Ordinal) { [verdict] = says[0], [opposite] = says[1] },
                    DateTimeOffset.UnixEpoch.AddSeconds(i)
                );
                db.Judgments.Add(judgment);
                db.Entry(judgment).Property(row => row.CalibrationId).CurrentValue = calibration;
                db.Entry(judgment).Property(row => row.Mode).CurrentValue = mode;
                string truth = random.NextDouble() < honest ? verdict : opposite;
                db.Corrections.Add(People.Correction(random, judgment, "a", truth));
                db.Corrections.Add(People.Correction(random, judgment, "b", truth));
            }

            return await db.SaveChangesAsync(Cancel);
        });

    private static Verdict Unsure(ScriptedJudge judge, JudgeRequest request)
    {
        var verdict = judge.Answer(request);
        return verdict with
        {
            Label = "yes",
            Confidence = 0.7,
            Distribution = new Dictionary<string, double>(StringComparer.Ordinal) { ["yes"] = 0.7, ["no"] = 0.3 },
        };
    }

    private static async Task<JsonElement> PostAsync(HttpClient ops, object body, HttpStatusCode status) =>
        await (await ops.SendJsonAsync(HttpMethod.Post, "/calibrations", body)).JsonAsync(status);
}
