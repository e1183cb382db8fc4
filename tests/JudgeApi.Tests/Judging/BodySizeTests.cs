using System.Net.Http.Json;
using JudgeApi.Judging;
using JudgeApi.Keys;
using JudgeApi.Tests.Hosting;
using Microsoft.AspNetCore.Http;

namespace JudgeApi.Tests.Judging;

public sealed class BodySizeTests
{
    private const long Limit = 10 << 20;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_announced_length_is_believed()
    {
        var request = Request([1, 2, 3]);
        request.ContentLength = 7;
        Assert.Equal(7, await BodySize.OfAsync(request, Limit, Cancel));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1000, 1000)]
    [InlineData(BodySize.Looked + 1, Limit)]
    public async Task A_body_of_unknown_length_is_looked_at_and_stays_whole(int length, long room)
    {
        byte[] body = [.. Enumerable.Range(0, length).Select(i => (byte)(i % 251))];
        var request = Request(body);
        Assert.Equal(room, await BodySize.OfAsync(request, Limit, Cancel));
        using var read = new MemoryStream();
        await request.Body.CopyToAsync(read, Cancel);
        Assert.Equal(body, read.ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Small_requests_that_announce_no_length_are_judged_beside_each_other(bool kestrel)
    {
        // A third of this takes less than one body of the largest size.
        await using var service = await TestService.StartAsync(
            kestrel: kestrel,
            settings: [("MtRl:Judging:MemoryMiB", "64"), ("MtRl:Judging:Decoders", "1")]
        );
        var gate = new TaskCompletionSource();
        service.Judge.Gate = gate.Task;
        using var pipeline = service.As(KeyRole.Pipeline);
        var body = new { task = "technical", images = new[] { new { data = Pictures.Png() } } };
        Assert.Null(JsonContent.Create(body).Headers.ContentLength);
        Task<HttpResponseMessage>[] asked =
        [
            .. Enumerable.Range(0, 3).Select(_ => pipeline.PostAsJsonAsync("/judge", body, Cancel)),
        ];
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        late.CancelAfter(TimeSpan.FromSeconds(60)); // else it would wait for ever
        while (service.Judge.MostAtOnce < asked.Length && !asked.Any(one => one.IsCompleted))
        {
            await Task.Delay(5, late.Token);
        }

        gate.SetResult();
        foreach (var answer in await Task.WhenAll(asked))
        {
            await answer.JsonAsync();
        }
    }

    private static HttpRequest Request(byte[] body)
    {
        var request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(body);
        return request;
    }
}
