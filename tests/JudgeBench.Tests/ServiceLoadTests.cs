using System.Net;
using System.Text.Json;

namespace JudgeBench.Tests;

public class ServiceLoadTests
{
    [Fact]
    public async Task No_picture_is_sent_twice_however_loads_are_mixed()
    {
        using var answers = new RecordingHandler();
        using var one = Load(answers, "verdict");
        using var other = Load(answers, "reasoned");
        await one.SendAsync(300, 2, TestContext.Current.CancellationToken);
        await other.SendAsync(300, 2, TestContext.Current.CancellationToken);
        await one.RunAsync(1, () => answers.Pictures.Count < 1000, TestContext.Current.CancellationToken);
        Assert.Equal(1000, answers.Pictures.Distinct().Count());
    }

    [Fact]
    public async Task What_is_refused_has_failed()
    {
        using var answers = new RecordingHandler { Status = HttpStatusCode.ServiceUnavailable };
        using var load = Load(answers, "verdict");
        Assert.False(await load.OneAsync(TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<InvalidOperationException>(() => load.SendAsync(1, 1, TestContext.Current.CancellationToken));
    }

    private static ServiceLoad Load(RecordingHandler answers, string mode) =>
        new(new Uri("http://localhost"), "key", "technical", mode, answers);

    /// <summary>A service that keeps what it is sent.</summary>
    private sealed class RecordingHandler : HttpMessageHandler
    {
        public List<string> Pictures { get; } = [];

        public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            using var body = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken));
            lock (Pictures)
            {
                Pictures.Add(body.RootElement.GetProperty("images")[0].GetProperty("data").GetString()!);
            }

            return new HttpResponseMessage(Status);
        }
    }
}
