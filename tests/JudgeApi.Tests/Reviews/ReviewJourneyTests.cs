using System.Net;
using System.Text.Json;
using JudgeApi.Keys;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using JudgeApi.Tests.Corrections;
using JudgeApi.Tests.Hosting;
using JudgeCore.Verdicts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace JudgeApi.Tests.Reviews;

public sealed class ReviewJourneyTests
{
    private static readonly (string, string)[] OnlyUncertain = [("MtRl:Review:RandomShare", "0"), ("MtRl:Review:GoldShare", "0")];

    private static CancellationToken Cancel => TestService.Cancel;

    [Fact]
    public async Task The_least_certain_come_first_and_flipped_ones_before_all()
    {
        await using var service = await TestService.StartAsync(settings: [.. OnlyUncertain, ("MtRl:Review:Overlap", "1")]);
        using var ops = service.As(KeyRole.Ops);
        using var rater = service.As(KeyRole.Rater);
        await JudgeAsync(service, ops, "technical", "sure", 0.99);
        await JudgeAsync(service, ops, "technical", "unsure", 0.52);
        await JudgeAsync(service, ops, "pairwise-technical", "flipped", 0.95, flipped: true);
        await JudgeAsync(service, ops, "technical", "middling", 0.7);
        List<string> order = [];
        while (await NextAsync(rater) is { } review)
        {
            order.Add(await ReferenceAsync(service, review));
            await AnswerAsync(rater, review, review.GetProperty("answers")[0].GetString()!);
        }

        Assert.Equal(["flipped", "unsure", "middling", "sure"], order);
    }

    [Fact]
    public async Task A_review_is_blind_and_becomes_a_correction_that_says_how_it_was_asked()
    {
        await using var service = await TestService.StartAsync(settings: OnlyUncertain);
        using var ops = service.As(KeyRole.Ops);
        using var rater = service.As(KeyRole.Rater);
        string id = await JudgeAsync(service, ops, "technical", "one", 0.6);
        var review = (await NextAsync(rater))!.Value;
        Assert.Equal(id, review.GetProperty("judgmentId").GetString());
        Assert.Equal(JsonValueKind.Null, review.GetProperty("judge").ValueKind);
        Assert.True(review.GetProperty("blind").GetBoolean());
        Assert.False(string.IsNullOrEmpty(review.GetProperty("rubric").GetString()));

        // Nor can the verdict be looked up meanwhile.
        await (await rater.GetAsync($"/judgments/{id}", Cancel)).ProblemAsync(HttpStatusCode.Conflict, "review_open");
        var list = await (await rater.GetAsync("/judgments", Cancel)).JsonAsync();
        Assert.Equal(0, list.GetProperty("items").GetArrayLength());
        await (await ops.GetAsync($"/judgments/{id}", Cancel)).JsonAsync();

        // Asking again gives the same place.
        Assert.Equal(review.GetProperty("id").GetString(), (await NextAsync(rater))!.Value.GetProperty("id").GetString());

        var said = await AnswerAsync(rater, review, "no");
        Assert.Equal(JsonValueKind.Null, said.GetProperty("origin").ValueKind);
        Assert.True(said.GetProperty("blind").GetBoolean());
        await (await rater.GetAsync($"/judgments/{id}", Cancel)).JsonAsync();
        Assert.Null(await NextAsync(rater));
        var row = await service.InDatabaseAsync(db => db.Corrections.SingleAsync(Cancel));
        Assert.Equal(
            (CorrectionOrigin.Uncertain, true, review.GetProperty("id").GetString()),
            (row.Origin, row.Blind, row.ReviewId)
        );

        // A second thought stays in the share, but is not blind; the review itself is over.
        await (
            await CorrectionJourneyTests.PostAsync(
                rater,
                id,
                new { verdict = "yes", review = review.GetProperty("id").GetString() }
            )
        ).ProblemAsync(HttpStatusCode.Conflict, "review_ended");
        await (await CorrectionJourneyTests.PostAsync(rater, id, new { verdict = "yes" })).JsonAsync(HttpStatusCode.Created);
        var later = await service.InDatabaseAsync(db => db.CurrentCorrections.SingleAsync(Cancel));
        Assert.Equal((CorrectionOrigin.Uncertain, false, 2), (later.Origin, later.Blind, later.Revision));
    }

    [Fact]
    public async Task Sides_of_pairs_are_exchanged_now_and_then_and_answers_find_back()
    {
        await using var service = await TestService.StartAsync(settings: OnlyUncertain);
        using var ops = service.As(KeyRole.Ops);
        using var rater = service.As(KeyRole.Rater);
        const int Pairs = 24;
        for (int i = 0; i < Pairs; i++)
        {
            await JudgeAsync(service, ops, "pairwise-technical", $"p{i}", 0.6);
        }

        // The rater always prefers the picture that was submitted second, wherever it is shown.
        string second = BlobStore.IdOf(Pictures.Png(2));
        int exchanged = 0;
        while (await NextAsync(rater) is { } review)
        {
            bool first = review.GetProperty("images")[0].GetString() == second;
            exchanged += first ? 1 : 0;
            string id = review.GetProperty("judgmentId").GetString()!;
            await (await CorrectionJourneyTests.PostAsync(rater, id, new { verdict = "B" })).ProblemAsync(
                HttpStatusCode.Conflict,
                "review_open"
            );
            var said = await AnswerAsync(rater, review, first ? "A" : "B");
            Assert.Equal("B", said.GetProperty("verdict").GetString());
        }

        // Both occur; that all of them agree by chance happens once in eight million runs.
        Assert.InRange(exchanged, 1, Pairs - 1);
        Assert.All(
            await service.InDatabaseAsync(db => db.Corrections.ToListAsync(Cancel)),
            row => Assert.Equal("B", row.Verdict)
        );
    }

    [Fact]
    public async Task Each_judgment_goes_to_as_many_raters_as_are_wanted_and_to_nobody_twice()
    {
        await using var service = await TestService.StartAsync(
            settings: [("MtRl:Review:Overlap", "3"), ("MtRl:Review:RandomShare", "0.5"), ("MtRl:Review:GoldShare", "0")]
        );
        using var ops = service.As(KeyRole.Ops);
        const int Judgments = 20;
        for (int i = 0; i < Judgments; i++)
        {
            await JudgeAsync(service, ops, "technical", $"j{i}", 0.5 + (i / 100.0));
        }

        var raters = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => service.AddKeyAsync(KeyRole.Rater, $"rater {i}")));
        await Task.WhenAll(
            raters.Select(rater =>
                Task.Run(
                    async () =>
                    {
                        while (await NextAsync(rater) is { } review)
                        {
                            await AnswerAsync(rater, review, "yes");
                        }
                    },
                    Cancel
                )
            )
        );
        var rows = await service.InDatabaseAsync(db => db.Corrections.ToListAsync(Cancel));
        Assert.Equal(3 * Judgments, rows.Count);
        Assert.All(
            rows.GroupBy(row => row.JudgmentId),
            group => Assert.Equal(3, group.Select(row => row.RaterId).Distinct().Count())
        );
        Assert.All(await service.InDatabaseAsync(db => db.ReviewItems.ToListAsync(Cancel)), item => Assert.True(item.Closed));
        Assert.Equal(2, rows.Select(row => row.Origin).Distinct().Count());
        var state = await (await ops.GetAsync("/review-queue", Cancel)).JsonAsync();
        Assert.Equal(3 * Judgments, state.EnumerateArray().Sum(share => share.GetProperty("answers").GetInt32()));
        Assert.Equal(0, state.EnumerateArray().Sum(share => share.GetProperty("waiting").GetInt32()));
    }

    [Fact]
    public async Task An_abandoned_place_goes_to_another_rater_and_a_late_answer_still_counts()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 4, 9, 0, 0, TimeSpan.Zero));
        await using var service = await TestService.StartAsync(
            time: time,
            settings: [.. OnlyUncertain, ("MtRl:Review:Overlap", "1"), ("MtRl:Review:LeaseMinutes", "10")]
        );
        using var ops = service.As(KeyRole.Ops);
        using var first = service.As(KeyRole.Rater);
        using var second = await service.AddKeyAsync(KeyRole.Rater, "second");
        await JudgeAsync(service, ops, "technical", "one", 0.6);
        var review = (await NextAsync(first))!.Value;
        Assert.Null(await NextAsync(second));
        time.Advance(TimeSpan.FromMinutes(9));
        Assert.Null(await NextAsync(second));
        time.Advance(TimeSpan.FromMinutes(2));
        var other = (await NextAsync(second))!.Value;
        Assert.NotEqual(review.GetProperty("id").GetString(), other.GetProperty("id").GetString());
        Assert.Equal(review.GetProperty("judgmentId").GetString(), other.GetProperty("judgmentId").GetString());
        Assert.True((await AnswerAsync(second, other, "yes")).GetProperty("blind").GetBoolean());

        // By then the verdict could be looked up.
        Assert.False((await AnswerAsync(first, review, "no")).GetProperty("blind").GetBoolean());
        Assert.Equal(2, await service.InDatabaseAsync(db => db.Corrections.CountAsync(Cancel)));
    }

    [Fact]
    public async Task A_word_on_an_abandoned_pair_is_in_its_own_order_and_ends_the_review()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 4, 9, 0, 0, TimeSpan.Zero));
        await using var service = await TestService.StartAsync(time: time, settings: OnlyUncertain);
        using var ops = service.As(KeyRole.Ops);
        using var rater = service.As(KeyRole.Rater);
        string id = await JudgeAsync(service, ops, "pairwise-technical", "pair", 0.6);
        Assert.NotNull(await NextAsync(rater));
        time.Advance(TimeSpan.FromHours(1));
        var said = await (await CorrectionJourneyTests.PostAsync(rater, id, new { verdict = "B" })).JsonAsync(
            HttpStatusCode.Created
        );
        Assert.Equal(("B", false), (said.GetProperty("verdict").GetString(), said.GetProperty("blind").GetBoolean()));
        Assert.Equal(CorrectionOrigin.Direct, (await service.InDatabaseAsync(db => db.Corrections.SingleAsync(Cancel))).Origin);
        Assert.Null(await NextAsync(rater));
    }

    [Fact]
    public async Task A_skipped_judgment_goes_to_others_until_too_many_have_skipped_it()
    {
        await using var service = await TestService.StartAsync(settings: [.. OnlyUncertain, ("MtRl:Review:MaxSkips", "2")]);
        using var ops = service.As(KeyRole.Ops);
        using var first = service.As(KeyRole.Rater);
        using var second = await service.AddKeyAsync(KeyRole.Rater, "second");
        using var third = await service.AddKeyAsync(KeyRole.Rater, "third");
        await JudgeAsync(service, ops, "technical", "one", 0.6);
        foreach (var rater in new[] { first, second })
        {
            string id = (await NextAsync(rater))!.Value.GetProperty("id").GetString()!;
            await (await SkipAsync(rater, id, "because")).ProblemAsync(HttpStatusCode.BadRequest, "bad_value");
            Assert.Equal(HttpStatusCode.NoContent, (await SkipAsync(rater, id, "unclear")).StatusCode);
            Assert.Equal(HttpStatusCode.NoContent, (await SkipAsync(rater, id, "unclear")).StatusCode);
            await (await SkipAsync(third, id, "unclear")).ProblemAsync(HttpStatusCode.NotFound, "not_found");
            Assert.Null(await NextAsync(rater));
        }

        Assert.Null(await NextAsync(third));
        var item = await service.InDatabaseAsync(db => db.ReviewItems.SingleAsync(Cancel));
        Assert.Equal((2, 0, true), (item.Skipped, item.Answered, item.Closed));
        Assert.All(
            await service.InDatabaseAsync(db => db.Reviews.ToListAsync(Cancel)),
            review => Assert.Equal("unclear", review.SkipReason)
        );
    }

    [Fact]
    public async Task Gold_items_come_to_every_rater_once_and_look_like_any_other()
    {
        await using var service = await TestService.StartAsync(
            settings: [("MtRl:Review:RandomShare", "0"), ("MtRl:Review:GoldShare", "0.5"), ("MtRl:Review:Overlap", "1")]
        );
        using var ops = service.As(KeyRole.Ops);
        using var first = service.As(KeyRole.Rater);
        using var second = await service.AddKeyAsync(KeyRole.Rater, "second");
        string plain = await JudgeAsync(service, ops, "technical", "plain", 0.9);
        string gold = await JudgeAsync(service, ops, "technical", "gold", 0.5);
        await (await ops.SendJsonAsync(HttpMethod.Put, $"/gold-items/{gold}", new { verdict = "maybe" })).ProblemAsync(
            HttpStatusCode.BadRequest,
            "bad_value"
        );
        await (await ops.SendJsonAsync(HttpMethod.Put, $"/gold-items/{gold}", new { verdict = "yes" })).JsonAsync();
        List<string> shapes = [];
        foreach (var rater in new[] { first, second })
        {
            while (await NextAsync(rater) is { } review)
            {
                shapes.Add(string.Join(' ', review.EnumerateObject().Select(member => member.Name)));
                var said = await AnswerAsync(rater, review, "yes");
                Assert.Equal(JsonValueKind.Null, said.GetProperty("origin").ValueKind);
            }
        }

        Assert.Single(shapes.Distinct());
        var rows = await service.InDatabaseAsync(db => db.Corrections.ToListAsync(Cancel));
        Assert.Equal(2, rows.Count(row => row.JudgmentId == gold && row.Origin == CorrectionOrigin.Gold));
        Assert.Equal(1, rows.Count(row => row.JudgmentId == plain && row.Origin == CorrectionOrigin.Uncertain));

        var listed = await (await ops.GetAsync("/gold-items?task=technical", Cancel)).JsonAsync();
        Assert.Equal(gold, listed.GetProperty("items")[0].GetProperty("judgmentId").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await ops.DeleteAsync($"/gold-items/{gold}", Cancel)).StatusCode);
        using var third = await service.AddKeyAsync(KeyRole.Rater, "third");
        var left = await NextAsync(third);
        Assert.Equal(gold, left?.GetProperty("judgmentId").GetString());
        await AnswerAsync(third, left!.Value, "yes");
        Assert.Equal(
            CorrectionOrigin.Uncertain,
            (await service.InDatabaseAsync(db => db.Corrections.OrderBy(row => row.Id).LastAsync(Cancel))).Origin
        );
    }

    [Fact]
    public async Task Where_reviews_are_not_blind_the_verdict_is_told_in_the_shown_order()
    {
        await using var service = await TestService.StartAsync(settings: [.. OnlyUncertain, ("MtRl:Review:Blind", "false")]);
        using var ops = service.As(KeyRole.Ops);
        using var rater = service.As(KeyRole.Rater);
        for (int i = 0; i < 8; i++)
        {
            await JudgeAsync(service, ops, "pairwise-technical", $"p{i}", 0.8);
        }

        string first = BlobStore.IdOf(Pictures.Png(1));
        while (await NextAsync(rater) is { } review)
        {
            bool asSubmitted = review.GetProperty("images")[0].GetString() == first;
            Assert.Equal(asSubmitted ? "A" : "B", review.GetProperty("judge").GetProperty("verdict").GetString());
            var said = await AnswerAsync(rater, review, review.GetProperty("judge").GetProperty("verdict").GetString()!);
            Assert.True(said.GetProperty("confirms").GetBoolean());
            Assert.False(said.GetProperty("blind").GetBoolean());
        }
    }

    /// <summary>Judges something whose first label has this probability; returns the judgment's id.</summary>
    internal static async Task<string> JudgeAsync(
        TestService service,
        HttpClient client,
        string task,
        string reference,
        double confidence,
        bool flipped = false
    )
    {
        service.Judge.Script = request =>
        {
            var labels = request.Task.VerdictLabels;
            double rest = (1 - confidence) / (labels.Count - 1);
            var verdict = service.Judge.Answer(request) with
            {
                Label = labels[0],
                Confidence = confidence,
                Distribution = labels.ToDictionary(label => label, label => label == labels[0] ? confidence : rest),
            };
            return new JudgeOutcome.Judged(
                flipped ? verdict with { Swap = new SwapReport([labels[0], labels[1]], true) } : verdict
            );
        };
        object[] images = task.StartsWith("pairwise", StringComparison.Ordinal)
            ? [Pictures.Data(1), Pictures.Data(2)]
            : [Pictures.Data(1)];
        var answer = await client.SendJsonAsync(
            HttpMethod.Post,
            "/judge",
            new
            {
                task,
                images,
                reference,
            }
        );
        return (await answer.JsonAsync()).GetProperty("id").GetString()!;
    }

    internal static async Task<JsonElement?> NextAsync(HttpClient rater)
    {
        var answer = await rater.GetAsync("/review-queue/next", Cancel);
        return answer.StatusCode == HttpStatusCode.NoContent ? null : await answer.JsonAsync();
    }

    internal static async Task<JsonElement> AnswerAsync(HttpClient rater, JsonElement review, string verdict) =>
        await (
            await CorrectionJourneyTests.PostAsync(
                rater,
                review.GetProperty("judgmentId").GetString()!,
                new { verdict, review = review.GetProperty("id").GetString() }
            )
        ).JsonAsync(HttpStatusCode.Created);

    private static Task<HttpResponseMessage> SkipAsync(HttpClient rater, string id, string reason) =>
        rater.SendJsonAsync(HttpMethod.Post, $"/review-queue/{id}/skip", new { reason });

    private static Task<string> ReferenceAsync(TestService service, JsonElement review)
    {
        string id = review.GetProperty("judgmentId").GetString()!;
        return service.InDatabaseAsync(async db => (await db.Judgments.SingleAsync(row => row.Id == id, Cancel)).Reference!);
    }
}
