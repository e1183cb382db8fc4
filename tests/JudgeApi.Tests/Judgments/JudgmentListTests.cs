using System.Net;
using System.Text.Json;
using JudgeApi.Keys;
using JudgeApi.Tests.Hosting;
using JudgeApi.Tests.Judging;
using Microsoft.Extensions.Time.Testing;

namespace JudgeApi.Tests.Judgments;

public sealed class JudgmentListTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestService.Cancel;

    [Fact]
    public async Task Pages_cover_everything_once_even_where_instants_are_equal()
    {
        var time = new FakeTimeProvider(Noon);
        await using var service = await TestService.StartAsync(time: time);
        using var pipeline = service.As(KeyRole.Pipeline);
        for (int i = 0; i < 11; i++)
        {
            await JudgeJourneyTests.JudgeAsync(pipeline, "technical", Pictures.Data(i), $"r{i}");
            if (i == 6)
            {
                time.Advance(TimeSpan.FromSeconds(1));
            }
        }

        List<string> seen = [];
        string? cursor = null;
        do
        {
            var page = await (
                await pipeline.GetAsync($"/judgments?limit=3{(cursor is null ? "" : "&cursor=" + cursor)}", Cancel)
            ).JsonAsync();
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("reference").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString();
        } while (cursor is not null);

        Assert.Equal(11, seen.Count);
        Assert.Equal(11, seen.Distinct().Count());
        Assert.Equal(["r10", "r7", "r8", "r9"], seen.Take(4).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Filters_show_what_fits_and_nothing_else()
    {
        var time = new FakeTimeProvider(Noon);
        await using var service = await TestService.StartAsync(time: time);
        using var pipeline = service.As(KeyRole.Pipeline);
        var first = await JudgeJourneyTests.JudgeAsync(pipeline, "technical", Pictures.Data(1), "one");
        time.Advance(TimeSpan.FromHours(1));
        await JudgeJourneyTests.JudgeAsync(pipeline, "naturalness", Pictures.Data(2), "two");
        string digest = service.Judge.Model.Digest;
        string verdict = first.GetProperty("verdict").GetString()!;
        foreach (
            var (query, expected) in new[]
            {
                ("", "two one"),
                ("task=technical", "one"),
                ("reference=two", "two"),
                ($"model={digest}", "two one"),
                ("model=scripted", "two one"),
                ("model=other", ""),
                ($"verdict={verdict}&task=technical", "one"),
                ("verdict=maybe", ""),
                ("from=2026-03-01T12:30:00Z", "two"),
                ("from=2026-03-01T12:00:00Z&to=2026-03-01T13:00:00Z", "one"),
                ("from=2026-03-01T14:30:00%2B02:00", "two"),
            }
        )
        {
            var page = await (await pipeline.GetAsync($"/judgments?{query}", Cancel)).JsonAsync();
            var found = page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("reference").GetString());
            Assert.Equal((query, expected), (query, string.Join(' ', found)));
            Assert.Equal(JsonValueKind.Null, page.GetProperty("nextCursor").ValueKind);
        }
    }

    [Theory]
    [InlineData("limit=0", "bad_value", "limit")]
    [InlineData("limit=201", "bad_value", "limit")]
    [InlineData("limit=ten", "bad_value", "limit")]
    [InlineData("from=yesterday", "bad_value", "from")]
    [InlineData("to=2026-13-01", "bad_value", "to")]
    [InlineData("cursor=abc", "bad_cursor", "cursor")]
    [InlineData("cursor=%00%ff", "bad_cursor", "cursor")]
    [InlineData("tusk=technical", "unknown_parameter", "tusk")]
    public async Task A_wrong_filter_is_refused_with_its_name(string query, string code, string field)
    {
        await using var service = await TestService.StartAsync();
        using var rater = service.As(KeyRole.Rater);
        var problem = await (await rater.GetAsync($"/judgments?{query}", Cancel)).ProblemAsync(HttpStatusCode.BadRequest, code);
        Assert.Equal(field, problem.GetProperty("field").GetString());
        await (await rater.GetAsync("/judgments/none", Cancel)).ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }
}
