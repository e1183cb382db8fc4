using System.Net;
using System.Text.Json;
using JudgeApi.Keys;
using JudgeApi.Tests.Hosting;
using JudgeCore.Verdicts;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Tests.Judging;

public sealed class BatchTests
{
    private static CancellationToken Cancel => TestService.Cancel;

    private static object Item(int number, string task = "technical") =>
        new
        {
            task,
            images = new[] { Pictures.Data(number) },
            reference = $"r{number}",
        };

    [Fact]
    public async Task Lines_come_in_the_order_of_items_with_problems_in_their_place()
    {
        await using var service = await TestService.StartAsync(settings: ("MtRl:Judging:BatchConcurrency", "4"));
        using var pipeline = service.As(KeyRole.Pipeline);
        List<object> items = [.. Enumerable.Range(0, 20).Select(i => Item(i))];
        items[3] = Item(3, "no-such-task");
        items[7] = new { task = "technical", images = new[] { new { data = "%%%" } } };
        items[11] = new
        {
            task = "technical",
            images = new[] { Pictures.Data() },
            colour = "red",
        };
        items[13] = new { task = "technical", images = new[] { new { data = Convert.ToBase64String("no image"u8) } } };
        items[15] = 5;
        items[16] = null!;
        var lines = await LinesAsync(await pipeline.SendJsonAsync(HttpMethod.Post, "/judge/batch", new { items }));
        Assert.Equal(20, lines.Length);
        var problems = new Dictionary<int, (string Code, string Field)>
        {
            [3] = ("unknown_task", "items[3].task"),
            [7] = ("bad_base64", "items[7].images[0].data"),
            [11] = ("unknown_field", "items[11].colour"),
            [13] = ("not_an_image", "items[13].images[0]"),
            [15] = ("bad_value", "items[15]"),
            [16] = ("bad_value", "items[16]"),
        };
        for (int i = 0; i < lines.Length; i++)
        {
            if (problems.TryGetValue(i, out var expected))
            {
                Assert.Equal(expected.Code, lines[i].GetProperty("code").GetString());
                Assert.Equal(expected.Field, lines[i].GetProperty("field").GetString());
            }
            else
            {
                Assert.Equal($"r{i}", lines[i].GetProperty("reference").GetString());
            }
        }

        Assert.InRange(service.Judge.MostAtOnce, 1, 4);
        Assert.Equal(14, await service.InDatabaseAsync(db => db.Judgments.CountAsync(Cancel)));
    }

    [Fact]
    public async Task Lines_stream_as_items_finish()
    {
        await using var service = await TestService.StartAsync(settings: ("MtRl:Judging:BatchConcurrency", "1"));
        using var pipeline = service.As(KeyRole.Pipeline);
        var second = new TaskCompletionSource();
        service.Judge.Script = _ =>
        {
            // The first item is answered; the second waits until its caller has seen the first.
            service.Judge.Gate = second.Task;
            return null;
        };
        var request = new HttpRequestMessage(HttpMethod.Post, "/judge/batch")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { items = new[] { Item(1), Item(2) } }),
        };
        using var answer = await pipeline.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType?.MediaType);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancel));
        Assert.Contains("\"r1\"", await reader.ReadLineAsync(Cancel), StringComparison.Ordinal);
        second.SetResult();
        Assert.Contains("\"r2\"", await reader.ReadLineAsync(Cancel), StringComparison.Ordinal);
        Assert.Null(await reader.ReadLineAsync(Cancel));
    }

    [Fact]
    public async Task Items_wait_while_the_queue_is_full()
    {
        await using var service = await TestService.StartAsync();
        using var pipeline = service.As(KeyRole.Pipeline);
        int asked = 0;
        service.Judge.Script = _ =>
            Interlocked.Increment(ref asked) % 2 == 1 ? new JudgeOutcome.Busy(TimeSpan.FromMilliseconds(1)) : null;
        var lines = await LinesAsync(
            await pipeline.SendJsonAsync(
                HttpMethod.Post,
                "/judge/batch",
                new { items = Enumerable.Range(0, 6).Select(i => Item(i)) }
            )
        );
        Assert.All(lines, line => Assert.True(line.TryGetProperty("verdict", out _), line.GetRawText()));
    }

    [Fact]
    public async Task A_caller_who_leaves_stops_the_rest()
    {
        await using var service = await TestService.StartAsync();
        using var pipeline = service.As(KeyRole.Pipeline);
        service.Judge.Gate = new TaskCompletionSource().Task;
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var request = new HttpRequestMessage(HttpMethod.Post, "/judge/batch")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { items = Enumerable.Range(0, 30).Select(i => Item(i)) }),
        };
        var running = pipeline.SendAsync(request, leave.Token);
        while (service.Judge.Seen.Count < 2)
        {
            await Task.Delay(5, Cancel);
        }

        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        while (service.Judge.Cancelled < 2)
        {
            await Task.Delay(5, Cancel);
        }

        Assert.True(service.Judge.Seen.Count < 30);
    }

    private static async Task<JsonElement[]> LinesAsync(HttpResponseMessage answer)
    {
        string text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
