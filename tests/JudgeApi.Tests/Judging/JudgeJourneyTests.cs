using System.Net;
using System.Text;
using System.Text.Json;
using JudgeApi.Keys;
using JudgeApi.Storage;
using JudgeApi.Tests.Hosting;
using JudgeCore.Verdicts;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Tests.Judging;

public sealed class JudgeJourneyTests
{
    private static readonly string[] Members =
    [
        "id",
        "task",
        "taskVersion",
        "kind",
        "mode",
        "strategy",
        "verdict",
        "confidence",
        "distribution",
        "score",
        "rationale",
        "abstained",
        "calibration",
        "swap",
        "model",
        "usage",
        "timings",
        "createdAt",
        "reference",
    ];

    private static CancellationToken Cancel => TestService.Cancel;

    [Fact]
    public async Task A_judgment_is_answered_in_the_documented_shape_and_can_be_read_again()
    {
        await using var service = await TestService.StartAsync();
        using var pipeline = service.As(KeyRole.Pipeline);
        var answer = await (
            await pipeline.SendJsonAsync(
                HttpMethod.Post,
                "/judge",
                new
                {
                    task = "alignment",
                    images = new[] { Pictures.Data(1) },
                    text = "a red cup",
                    mode = "verdict",
                    reference = "cup-1",
                }
            )
        ).JsonAsync();
        Assert.Equal(
            Members.Order(StringComparer.Ordinal),
            answer.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal)
        );
        Assert.Equal("alignment", answer.GetProperty("task").GetString());
        Assert.Equal(1, answer.GetProperty("taskVersion").GetInt32());
        Assert.Equal("verdict", answer.GetProperty("mode").GetString());
        Assert.Equal(["yes", "no"], answer.GetProperty("distribution").EnumerateObject().Select(label => label.Name));
        Assert.Equal(1.0, answer.GetProperty("distribution").EnumerateObject().Sum(label => label.Value.GetDouble()), 9);
        Assert.Equal(service.Judge.Model.Digest, answer.GetProperty("model").GetProperty("digest").GetString());
        Assert.Equal("cup-1", answer.GetProperty("reference").GetString());
        Assert.Equal(16, answer.GetProperty("usage").GetProperty("imageTokens").GetInt32());
        Assert.Equal(2.5, answer.GetProperty("timings").GetProperty("modelMs").GetDouble());

        var stored = await (await pipeline.GetAsync($"/judgments/{answer.GetProperty("id").GetString()}", Cancel)).JsonAsync();
        foreach (var member in answer.EnumerateObject())
        {
            Assert.Equal(member.Value.GetRawText(), stored.GetProperty(member.Name).GetRawText());
        }

        Assert.Equal("a red cup", stored.GetProperty("text").GetString());
        Assert.Equal(BlobStore.IdOf(Pictures.Png(1)), stored.GetProperty("images")[0].GetString());
    }

    [Fact]
    public async Task Files_in_a_form_are_judged_in_their_order()
    {
        await using var service = await TestService.StartAsync();
        using var pipeline = service.As(KeyRole.Pipeline);
        using var form = new MultipartFormDataContent
        {
            { new StringContent("pairwise-alignment"), "task" },
            { new ByteArrayContent(Pictures.Png(1)), "image", "a.png" },
            { new StringContent("a cup"), "text" },
            { new ByteArrayContent(Pictures.Jpeg(2)), "image", "b.jpg" },
            { new StringContent("joint"), "strategy" },
            { new StringContent("reasoned"), "mode" },
        };
        var answer = await (await pipeline.PostAsync("/judge", form, Cancel)).JsonAsync();
        Assert.Equal("pairwise", answer.GetProperty("kind").GetString());
        Assert.Equal("joint", answer.GetProperty("strategy").GetString());
        Assert.Equal("reasoned", answer.GetProperty("mode").GetString());
        Assert.False(string.IsNullOrEmpty(answer.GetProperty("rationale").GetString()));
        Assert.False(answer.GetProperty("swap").GetProperty("flipped").GetBoolean());
        Assert.Equal(2, answer.GetProperty("swap").GetProperty("verdicts").GetArrayLength());
        var stored = await (await pipeline.GetAsync($"/judgments/{answer.GetProperty("id").GetString()}", Cancel)).JsonAsync();
        Assert.Equal(
            [BlobStore.IdOf(Pictures.Png(1)), BlobStore.IdOf(Pictures.Jpeg(2))],
            stored.GetProperty("images").EnumerateArray().Select(id => id.GetString()!)
        );
    }

    [Fact]
    public async Task A_scale_answers_with_a_score_and_an_image_can_be_named_by_its_id()
    {
        await using var service = await TestService.StartAsync();
        using var pipeline = service.As(KeyRole.Pipeline);
        var first = await JudgeAsync(pipeline, "quality-scale", Pictures.Data(3));
        Assert.InRange(first.GetProperty("score").GetDouble(), 1, 5);
        var second = await JudgeAsync(pipeline, "quality-scale", new { id = BlobStore.IdOf(Pictures.Png(3)) });
        Assert.Equal(first.GetProperty("distribution").GetRawText(), second.GetProperty("distribution").GetRawText());
        Assert.NotEqual(first.GetProperty("id").GetString(), second.GetProperty("id").GetString());
    }

    [Fact]
    public async Task The_bytes_that_were_judged_come_back_and_cannot_act_in_a_browser()
    {
        await using var service = await TestService.StartAsync();
        using var pipeline = service.As(KeyRole.Pipeline);
        byte[] sent = Pictures.Webp(4);
        await JudgeAsync(pipeline, "technical", new { data = Convert.ToBase64String(sent), mediaType = "text/html" });
        string id = BlobStore.IdOf(sent);
        var answer = await pipeline.GetAsync($"/images/{id}", Cancel);
        Assert.Equal(sent, await answer.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal("image/webp", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("immutable", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal($"\"{id}\"", answer.Headers.ETag?.Tag);

        var again = new HttpRequestMessage(HttpMethod.Get, $"/images/{id}");
        again.Headers.IfNoneMatch.Add(new($"\"{id}\""));
        Assert.Equal(HttpStatusCode.NotModified, (await pipeline.SendAsync(again, Cancel)).StatusCode);
        await (await pipeline.GetAsync($"/images/{new string('0', 64)}", Cancel)).ProblemAsync(
            HttpStatusCode.NotFound,
            "not_found"
        );
        await (await pipeline.GetAsync("/images/..%2f..%2fmtrljudge.db", Cancel)).ProblemAsync(
            HttpStatusCode.NotFound,
            "not_found"
        );
    }

    [Fact]
    public async Task A_request_keeps_its_task_while_an_operator_edits_it()
    {
        await using var service = await TestService.StartAsync();
        using var pipeline = service.As(KeyRole.Pipeline);
        using var ops = service.As(KeyRole.Ops);
        var gate = new TaskCompletionSource();
        service.Judge.Gate = gate.Task;
        var running = JudgeAsync(pipeline, "technical", Pictures.Data(5));
        while (service.Judge.Seen.Count == 0)
        {
            await Task.Delay(5, Cancel);
        }

        var edit = new
        {
            kind = "labels",
            rubric = "Is it sharp?",
            labels = new[] { "sharp", "soft" },
        };
        var edited = await (await ops.SendJsonAsync(HttpMethod.Put, "/tasks/technical", edit)).JsonAsync();
        Assert.Equal(2, edited.GetProperty("version").GetInt32());
        gate.SetResult();
        var before = await running;
        Assert.Equal(1, before.GetProperty("taskVersion").GetInt32());
        Assert.True(before.GetProperty("distribution").TryGetProperty("yes", out _));
        var after = await JudgeAsync(pipeline, "technical", Pictures.Data(5));
        Assert.Equal(2, after.GetProperty("taskVersion").GetInt32());
        Assert.True(after.GetProperty("distribution").TryGetProperty("sharp", out _));
    }

    [Fact]
    public async Task Thirty_two_requests_at_once_are_all_stored_once()
    {
        await using var service = await TestService.StartAsync();
        using var pipeline = service.As(KeyRole.Pipeline);

        // Half of them bring the same picture.
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 32).Select(i => JudgeAsync(pipeline, "technical", Pictures.Data(i % 2 == 0 ? 100 : i), $"r{i}"))
        );
        Assert.Equal(32, answers.Select(answer => answer.GetProperty("id").GetString()).Distinct().Count());
        var (judgments, images) = await service.InDatabaseAsync(async db =>
            (await db.Judgments.ToListAsync(Cancel), await db.Images.CountAsync(Cancel))
        );
        Assert.Equal(
            Enumerable.Range(0, 32).Select(i => $"r{i}").Order(StringComparer.Ordinal),
            judgments.Select(judgment => judgment.Reference!).Order(StringComparer.Ordinal)
        );
        Assert.Equal(17, images);
    }

    [Fact]
    public async Task A_full_queue_answers_busy_and_a_refusal_names_its_field()
    {
        await using var service = await TestService.StartAsync();
        using var pipeline = service.As(KeyRole.Pipeline);
        service.Judge.Script = _ => new JudgeOutcome.Busy(TimeSpan.FromSeconds(3));
        var busy = await PostAsync(pipeline, "technical", Pictures.Data());
        await busy.ProblemAsync(HttpStatusCode.ServiceUnavailable, "busy");
        Assert.Equal("3", busy.Headers.GetValues("Retry-After").Single());

        service.Judge.Script = _ => new JudgeOutcome.Refused(
            "prompt_too_long",
            "text",
            "The prompt has 600 tokens; at most 512 fit."
        );
        var refused = await (await PostAsync(pipeline, "technical", Pictures.Data())).ProblemAsync(
            HttpStatusCode.UnprocessableEntity,
            "prompt_too_long"
        );
        Assert.Equal("text", refused.GetProperty("field").GetString());
        Assert.Equal(0, await service.InDatabaseAsync(db => db.Judgments.CountAsync(Cancel)));
        service.Judge.Script = _ => null;
        await JudgeAsync(pipeline, "technical", Pictures.Data());
    }

    [Fact]
    public async Task A_bug_in_the_judge_is_a_500_without_its_text_and_the_service_goes_on()
    {
        await using var service = await TestService.StartAsync();
        using var pipeline = service.As(KeyRole.Pipeline);
        service.Judge.Script = _ => throw new InvalidOperationException("secret detail");
        var problem = await (await PostAsync(pipeline, "technical", Pictures.Data())).ProblemAsync(
            HttpStatusCode.InternalServerError,
            "internal_error"
        );
        Assert.DoesNotContain("secret", problem.GetRawText(), StringComparison.Ordinal);
        Assert.True(problem.TryGetProperty("traceId", out _));
        service.Judge.Script = _ => null;
        await JudgeAsync(pipeline, "technical", Pictures.Data());
    }

    [Fact]
    public async Task A_caller_who_leaves_stops_the_work()
    {
        await using var service = await TestService.StartAsync();
        using var pipeline = service.As(KeyRole.Pipeline);
        service.Judge.Gate = new TaskCompletionSource().Task;
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var content = new StringContent(
            JsonSerializer.Serialize(new { task = "technical", images = new[] { Pictures.Data() } }),
            Encoding.UTF8,
            "application/json"
        );
        var running = pipeline.PostAsync("/judge", content, leave.Token);
        while (service.Judge.Seen.Count == 0)
        {
            await Task.Delay(5, Cancel);
        }

        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        while (service.Judge.Cancelled == 0)
        {
            await Task.Delay(5, Cancel);
        }

        Assert.Equal(0, await service.InDatabaseAsync(db => db.Judgments.CountAsync(Cancel)));
    }

    internal static async Task<JsonElement> JudgeAsync(HttpClient client, string task, object image, string? reference = null) =>
        await (await PostAsync(client, task, image, reference)).JsonAsync();

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string task, object image, string? reference = null) =>
        client.SendJsonAsync(
            HttpMethod.Post,
            "/judge",
            new
            {
                task,
                images = new[] { image },
                reference,
            }
        );
}
