using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using JudgeApi.Keys;
using JudgeApi.Storage.Entities;
using JudgeApi.Tests.Hosting;
using JudgeApi.Tests.Judging;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Tests.Corrections;

public sealed class CorrectionJourneyTests
{
    private static CancellationToken Cancel => TestService.Cancel;

    [Fact]
    public async Task A_rater_corrects_and_thinks_again_and_nothing_is_overwritten()
    {
        await using var service = await TestService.StartAsync();
        using var pipeline = service.As(KeyRole.Pipeline);
        using var rater = service.As(KeyRole.Rater);
        using var ops = service.As(KeyRole.Ops);
        var judged = await JudgeJourneyTests.JudgeAsync(pipeline, "technical", Pictures.Data(1));
        string id = judged.GetProperty("id").GetString()!;
        string verdict = judged.GetProperty("verdict").GetString()!;
        string other = verdict == "yes" ? "no" : "yes";

        var first = await PostAsync(
            rater,
            id,
            new
            {
                verdict = other,
                rationale = " blurred ",
                certainty = 0.75,
                secondsSpent = 4.5,
                taskVersion = 1,
            }
        );
        var said = await first.JsonAsync(HttpStatusCode.Created);
        Assert.Equal($"/corrections/{said.GetProperty("id").GetString()}", first.Headers.Location?.ToString());
        Assert.False(said.GetProperty("confirms").GetBoolean());
        Assert.Equal("blurred", said.GetProperty("rationale").GetString());
        Assert.Equal(("technical", 1), (said.GetProperty("task").GetString(), said.GetProperty("taskVersion").GetInt32()));
        Assert.Equal(0.75, said.GetProperty("certainty").GetDouble());
        Assert.Equal(4.5, said.GetProperty("secondsSpent").GetDouble());

        var again = await (await PostAsync(rater, id, new { verdict })).JsonAsync(HttpStatusCode.Created);
        Assert.True(again.GetProperty("confirms").GetBoolean());
        Assert.Equal(2, again.GetProperty("revision").GetInt32());
        Assert.Equal(said.GetProperty("id").GetString(), again.GetProperty("supersedes").GetString());
        await (await PostAsync(ops, id, new { verdict = other })).JsonAsync(HttpStatusCode.Created);

        // The judgment stays as it was judged.
        var stored = await (await rater.GetAsync($"/judgments/{id}", Cancel)).JsonAsync();
        Assert.Equal(verdict, stored.GetProperty("verdict").GetString());

        Assert.Equal(3, await CountAsync(ops, $"/judgments/{id}/corrections"));
        Assert.Equal(2, await CountAsync(ops, $"/judgments/{id}/corrections?current=true"));
        Assert.Equal(2, await CountAsync(ops, $"/corrections?rater={said.GetProperty("rater").GetString()}"));
        Assert.Equal(3, await CountAsync(ops, "/corrections?task=technical"));
        Assert.Equal(0, await CountAsync(ops, "/corrections?task=safety"));
        Assert.Equal(1, await CountAsync(ops, "/corrections?rater=me"));

        // A rater sees what was said with the same key, and nobody else's words.
        Assert.Equal(2, await CountAsync(rater, $"/judgments/{id}/corrections"));
        Assert.Equal(2, await CountAsync(rater, "/corrections"));
        await (await rater.GetAsync("/corrections?rater=other", Cancel)).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        var one = await (await rater.GetAsync(first.Headers.Location, Cancel)).JsonAsync();
        Assert.Equal(said.GetRawText(), one.GetRawText());
    }

    [Fact]
    public async Task Judgments_can_be_listed_by_what_was_said_of_them()
    {
        await using var service = await TestService.StartAsync();
        using var ops = service.As(KeyRole.Ops);
        using var rater = service.As(KeyRole.Rater);
        foreach (string name in new[] { "silent", "confirmed", "corrected", "settled" })
        {
            var judged = await JudgeJourneyTests.JudgeAsync(ops, "technical", Pictures.Data(name.Length), name);
            string id = judged.GetProperty("id").GetString()!;
            string verdict = judged.GetProperty("verdict").GetString()!;
            string other = verdict == "yes" ? "no" : "yes";
            string[] words = name switch
            {
                "confirmed" => [verdict],
                "corrected" => [verdict, other],
                "settled" => [other, verdict],
                _ => [],
            };
            foreach (string word in words)
            {
                await (await PostAsync(rater, id, new { verdict = word })).JsonAsync(HttpStatusCode.Created);
            }
        }

        foreach (
            var (review, expected) in new[] { ("none", "silent"), ("confirmed", "settled confirmed"), ("corrected", "corrected") }
        )
        {
            var page = await (await ops.GetAsync($"/judgments?review={review}", Cancel)).JsonAsync();
            var found = page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("reference").GetString());
            Assert.Equal((review, expected), (review, string.Join(' ', found)));
        }

        await (await ops.GetAsync("/judgments?review=maybe", Cancel)).ProblemAsync(HttpStatusCode.BadRequest, "bad_value");
    }

    [Fact]
    public async Task A_score_finds_the_nearest_label_and_a_pair_may_be_a_tie()
    {
        await using var service = await TestService.StartAsync();
        using var ops = service.As(KeyRole.Ops);
        var scale = await JudgeJourneyTests.JudgeAsync(ops, "quality-scale", Pictures.Data(1));
        string id = scale.GetProperty("id").GetString()!;
        var scored = await (await PostAsync(ops, id, new { score = 3.5 })).JsonAsync(HttpStatusCode.Created);
        Assert.Equal(("4", 3.5), (scored.GetProperty("verdict").GetString(), scored.GetProperty("score").GetDouble()));
        var labelled = await (await PostAsync(ops, id, new { verdict = "2" })).JsonAsync(HttpStatusCode.Created);
        Assert.Equal(2.0, labelled.GetProperty("score").GetDouble());

        var pair = await (
            await ops.SendJsonAsync(
                HttpMethod.Post,
                "/judge",
                new { task = "pairwise-technical", images = new[] { Pictures.Data(1), Pictures.Data(2) } }
            )
        ).JsonAsync();
        var tie = await (await PostAsync(ops, pair.GetProperty("id").GetString()!, new { verdict = "tie" })).JsonAsync(
            HttpStatusCode.Created
        );
        Assert.False(tie.GetProperty("confirms").GetBoolean());
    }

    [Theory]
    [InlineData("{}", "missing_field", "verdict")]
    [InlineData("""{"verdict":"maybe"}""", "bad_value", "verdict")]
    [InlineData("""{"verdict":"tie"}""", "bad_value", "verdict")]
    [InlineData("""{"verdict":"yes","score":1}""", "bad_value", "score")]
    [InlineData("""{"verdict":"yes","certainty":1.5}""", "bad_value", "certainty")]
    [InlineData("""{"verdict":"yes","secondsSpent":-1}""", "bad_value", "secondsSpent")]
    [InlineData("""{"verdict":"yes","taskVersion":2}""", "bad_value", "taskVersion")]
    [InlineData("""{"verdict":"yes","review":"none"}""", "bad_value", "review")]
    [InlineData("""{"verdikt":"yes"}""", "unknown_field", "verdikt")]
    [InlineData("""{"verdict":"yes","rationale":"a\u0000b"}""", "bad_value", "rationale")]
    public async Task A_wrong_correction_is_refused_with_its_field(string body, string code, string field)
    {
        await using var service = await TestService.StartAsync();
        using var ops = service.As(KeyRole.Ops);
        string id = (await JudgeJourneyTests.JudgeAsync(ops, "technical", Pictures.Data())).GetProperty("id").GetString()!;
        var answer = await ops.PostAsync(
            $"/judgments/{id}/corrections",
            new StringContent(body, null, "application/json"),
            Cancel
        );
        var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest, code);
        Assert.Equal(field, problem.GetProperty("field").GetString());
        Assert.Equal(0, await CountAsync(ops, "/corrections"));
        await (await PostAsync(ops, "none", new { verdict = "yes" })).ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Thirty_two_equal_requests_at_once_are_stored_once_and_another_body_is_refused()
    {
        await using var service = await TestService.StartAsync();
        using var rater = service.As(KeyRole.Rater);
        using var ops = service.As(KeyRole.Ops);
        string id = (await JudgeJourneyTests.JudgeAsync(ops, "technical", Pictures.Data())).GetProperty("id").GetString()!;
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 32).Select(_ => PostAsync(rater, id, new { verdict = "yes", certainty = 0.5 }, "once"))
        );
        HashSet<string> bodies = [];
        foreach (var answer in answers)
        {
            bodies.Add((await answer.JsonAsync(HttpStatusCode.Created)).GetRawText());
        }

        Assert.Single(bodies);
        Assert.Equal(31, answers.Count(answer => answer.Headers.Contains("Idempotency-Replayed")));
        Assert.Equal(1, await CountAsync(ops, "/corrections"));

        await (await PostAsync(rater, id, new { verdict = "no", certainty = 0.5 }, "once")).ProblemAsync(
            HttpStatusCode.Conflict,
            "idempotency_conflict"
        );

        // Another rater's key is another key; another judgment is another body.
        await (await PostAsync(ops, id, new { verdict = "no" }, "once")).JsonAsync(HttpStatusCode.Created);
        string second = (await JudgeJourneyTests.JudgeAsync(ops, "technical", Pictures.Data(2))).GetProperty("id").GetString()!;
        await (await PostAsync(rater, second, new { verdict = "yes", certainty = 0.5 }, "once")).ProblemAsync(
            HttpStatusCode.Conflict,
            "idempotency_conflict"
        );
        await (await PostAsync(rater, id, new { verdict = "yes" }, new string('k', 201))).ProblemAsync(
            HttpStatusCode.BadRequest,
            "bad_value"
        );
    }

    [Fact]
    public async Task A_thousand_corrections_of_sixteen_raters_at_once_are_all_there_and_none_twice()
    {
        await using var service = await TestService.StartAsync();
        using var ops = service.As(KeyRole.Ops);
        List<string> judgments = [];
        for (int i = 0; i < 25; i++)
        {
            judgments.Add(
                (await JudgeJourneyTests.JudgeAsync(ops, "technical", Pictures.Data(i % 5))).GetProperty("id").GetString()!
            );
        }

        HttpClient[] raters = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(i => service.AddKeyAsync(KeyRole.Rater, $"rater {i}"))
        );
        var jobs = Enumerable.Range(0, 1000).Select(i => (Rater: i % 16, Judgment: judgments[i % 25], Key: $"k{i}")).ToArray();
        List<string> ids = [];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 16),
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancel },
            async (rater, _) =>
            {
                foreach (var job in jobs.Where(job => job.Rater == rater))
                {
                    var said = await PostAsync(raters[rater], job.Judgment, new { verdict = "yes" }, job.Key);
                    string id = (await said.JsonAsync(HttpStatusCode.Created)).GetProperty("id").GetString()!;
                    lock (ids)
                    {
                        ids.Add(id);
                    }
                }
            }
        );
        Assert.Equal(1000, ids.Distinct().Count());
        var stored = await service.InDatabaseAsync(db => db.Corrections.AsNoTracking().ToListAsync(Cancel));
        Assert.Equal(ids.Order(StringComparer.Ordinal), stored.Select(row => row.Id).Order(StringComparer.Ordinal));
        Assert.All(
            stored.GroupBy(row => (row.JudgmentId, row.RaterId)),
            words => Assert.Equal(Enumerable.Range(1, words.Count()), words.Select(word => word.Revision).Order())
        );
        Assert.Equal(
            stored.Select(row => (row.JudgmentId, row.RaterId)).Distinct().Count(),
            await service.InDatabaseAsync(db => db.CurrentCorrections.CountAsync(Cancel))
        );
        Assert.All(stored, row => Assert.Equal(CorrectionOrigin.Direct, row.Origin));

        // The pages show each of them once.
        List<string> seen = [];
        string? cursor = null;
        do
        {
            var page = await (
                await ops.GetAsync($"/corrections?limit=150{(cursor is null ? "" : "&cursor=" + cursor)}", Cancel)
            ).JsonAsync();
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString();
        } while (cursor is not null);

        Assert.Equal(ids.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
        Array.ForEach(raters, rater => rater.Dispose());
    }

    internal static Task<HttpResponseMessage> PostAsync(HttpClient client, string judgment, object body, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/judgments/{judgment}/corrections")
        {
            Content = JsonContent.Create(body),
        };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return client.SendAsync(request, Cancel);
    }

    private static async Task<int> CountAsync(HttpClient client, string path) =>
        (await (await client.GetAsync(path, Cancel)).JsonAsync()).GetProperty("items").GetArrayLength();
}
