using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using JudgeApi.Keys;
using JudgeApi.Tests.Judging;

namespace JudgeApi.Tests.Hosting;

/// <summary>What only a real server on a real socket shows: large bodies, and a second port.</summary>
public sealed class KestrelTests
{
    private static CancellationToken Cancel => TestService.Cancel;

    [Theory]
    [InlineData("POST", "/judge", "application/json", 80L << 20)]
    [InlineData("POST", "/judge", "multipart/form-data; boundary=b", 80L << 20)]
    [InlineData("POST", "/judge/batch", "application/json", 160L << 20)]
    [InlineData("PUT", "/tasks/x", "application/json", 256L << 10)]
    public async Task A_body_that_says_it_has_300_MB_is_refused_before_it_is_sent(
        string method,
        string path,
        string type,
        long limit
    )
    {
        await using var service = await TestService.StartAsync(kestrel: true);
        using var ops = service.As(KeyRole.Ops);
        using var socket = await ConnectAsync(service);
        await SendAsync(socket, method, path, $"Content-Type: {type}\r\nContent-Length: 314572800\r\nExpect: 100-continue\r\n");
        var problem = await ReadProblemAsync(socket);
        Assert.Equal("body_too_large", problem.GetProperty("code").GetString());
        Assert.Equal(limit, problem.GetProperty("limit").GetInt64());
        await JudgeJourneyTests.JudgeAsync(ops, "technical", Pictures.Data());
    }

    [Theory]
    [InlineData("application/json", "{\"task\":\"")]
    [InlineData(
        "multipart/form-data; boundary=b",
        "--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\n"
    )]
    public async Task A_body_that_does_not_say_its_length_is_stopped_at_the_limit(string type, string begin)
    {
        await using var service = await TestService.StartAsync(kestrel: true, settings: ("MtRl:Judging:MaxBodyBytes", "2000000"));
        using var ops = service.As(KeyRole.Ops);
        using var socket = await ConnectAsync(service);
        await SendAsync(socket, "POST", "/judge", $"Content-Type: {type}\r\nTransfer-Encoding: chunked\r\n");
        byte[] content = Encoding.ASCII.GetBytes(begin + new string('a', 3_000_000));
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{content.Length:x}\r\n"), Cancel);
        await socket.GetStream().WriteAsync(content, Cancel);
        var problem = await ReadProblemAsync(socket);
        Assert.Equal("body_too_large", problem.GetProperty("code").GetString());
        Assert.Equal(2_000_000, problem.GetProperty("limit").GetInt64());
        await JudgeJourneyTests.JudgeAsync(ops, "technical", Pictures.Data());
    }

    [Fact]
    public async Task Metrics_count_judgments()
    {
        await using var service = await TestService.StartAsync();
        using var pipeline = service.As(KeyRole.Pipeline);
        await JudgeJourneyTests.JudgeAsync(pipeline, "technical", Pictures.Data());
        string metrics = await pipeline.GetStringAsync("/metrics", Cancel);
        Assert.Contains("mtrl_judgments_total{", metrics, StringComparison.Ordinal);
        Assert.Contains("task=\"technical\"", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_of_its_own_serves_metrics_without_a_key_and_nothing_else()
    {
        int port = FreePort();
        await using var service = await TestService.StartAsync(
            kestrel: true,
            settings: [("MtRl:MetricsPort", port.ToString(System.Globalization.CultureInfo.InvariantCulture))]
        );
        using var scraper = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        Assert.Equal(HttpStatusCode.OK, (await scraper.GetAsync("/metrics", Cancel)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await scraper.GetAsync("/judgments", Cancel)).StatusCode);
        using var outsider = new HttpClient { BaseAddress = service.Address };
        outsider.DefaultRequestHeaders.Host = $"localhost:{port}";
        Assert.Equal(HttpStatusCode.Unauthorized, (await outsider.GetAsync("/metrics", Cancel)).StatusCode);
    }

    private static async Task<TcpClient> ConnectAsync(TestService service)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, service.Address.Port, Cancel);
        return client;
    }

    private static async Task SendAsync(TcpClient client, string method, string path, string headers) =>
        await client
            .GetStream()
            .WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"{method} {path} HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: {TestService.OpsKey}\r\n{headers}\r\n"
                ),
                Cancel
            );

    private static async Task<JsonElement> ReadProblemAsync(TcpClient client)
    {
        byte[] buffer = new byte[1 << 16];
        string text = "";
        while (!text.Contains('}', StringComparison.Ordinal))
        {
            int read = await client.GetStream().ReadAsync(buffer, Cancel);
            Assert.True(read > 0, "the connection ended after: " + text);
            text += Encoding.UTF8.GetString(buffer, 0, read);
        }

        Assert.StartsWith("HTTP/1.1 413", text, StringComparison.Ordinal);
        return JsonDocument.Parse(text[text.IndexOf('{', StringComparison.Ordinal)..(text.LastIndexOf('}') + 1)]).RootElement;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
