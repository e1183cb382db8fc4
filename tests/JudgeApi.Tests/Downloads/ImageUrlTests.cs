using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using JudgeApi.Downloads;
using JudgeApi.Keys;
using JudgeApi.Storage;
using JudgeApi.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JudgeApi.Tests.Downloads;

/// <summary>Images by URL from a real server: what is downloaded is judged and stored, and everything that a host can do has its own answer.</summary>
public sealed class ImageUrlTests
{
    private static CancellationToken Cancel => TestService.Cancel;

    [Fact]
    public async Task What_is_downloaded_is_judged_and_stored()
    {
        await using var host = await PictureHost.StartAsync(AnswerAsync);
        await using var service = await ServiceAsync(host);
        using var pipeline = service.As(KeyRole.Pipeline);
        var answer = await (await JudgeAsync(pipeline, host.Url("/picture?signature=secret"))).JsonAsync();
        var stored = await (await pipeline.GetAsync($"/judgments/{answer.GetProperty("id").GetString()}", Cancel)).JsonAsync();
        string image = stored.GetProperty("images")[0].GetString()!;
        Assert.Equal(BlobStore.IdOf(Pictures.Png(1)), image);
        Assert.Equal(Pictures.Png(1), await pipeline.GetByteArrayAsync($"/images/{image}", Cancel));

        // Signed URLs are secrets: nothing of one is kept.
        Assert.DoesNotContain("signature", stored.GetRawText(), StringComparison.Ordinal);

        // The same bytes judged again, from what is stored, although the host now has others.
        var again = await (
            await pipeline.SendJsonAsync(
                HttpMethod.Post,
                "/judge",
                new { task = "technical", images = new[] { new { id = image } } }
            )
        ).JsonAsync();
        Assert.Equal(answer.GetProperty("distribution").GetRawText(), again.GetProperty("distribution").GetRawText());
        Assert.Equal(1, host.Asked["/picture"]);
    }

    [Fact]
    public async Task A_pair_and_a_batch_take_urls_and_name_the_one_that_fails()
    {
        await using var host = await PictureHost.StartAsync(AnswerAsync);
        await using var service = await ServiceAsync(host);
        using var pipeline = service.As(KeyRole.Pipeline);
        object pair = new
        {
            task = "pairwise-technical",
            images = new object[] { new { url = host.Url("/picture") }, Pictures.Data(2) },
        };
        await (await pipeline.SendJsonAsync(HttpMethod.Post, "/judge", pair)).JsonAsync();
        object items = new
        {
            items = new object[]
            {
                pair,
                new
                {
                    task = "pairwise-technical",
                    images = new object[] { new { url = host.Url("/picture") }, new { url = host.Url("/missing") } },
                },
            },
        };
        string[] lines = (
            await (await pipeline.SendJsonAsync(HttpMethod.Post, "/judge/batch", items)).Content.ReadAsStringAsync(Cancel)
        ).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Equal("pairwise-technical", JsonDocument.Parse(lines[0]).RootElement.GetProperty("task").GetString());
        var problem = JsonDocument.Parse(lines[1]).RootElement;
        Assert.Equal("image_url_status", problem.GetProperty("code").GetString());
        Assert.Equal("items[1].images[1].url", problem.GetProperty("field").GetString());
    }

    [Fact]
    public async Task Only_what_is_needed_is_sent_and_nothing_that_a_host_sets_comes_back()
    {
        await using var host = await PictureHost.StartAsync(AnswerAsync);
        await using var service = await ServiceAsync(host);
        using var pipeline = service.As(KeyRole.Pipeline);
        for (int i = 0; i < 2; i++)
        {
            await (await JudgeAsync(pipeline, host.Url("/cookie"))).JsonAsync();
        }

        Assert.Equal(["Accept", "Host", "User-Agent"], host.Headers!.Keys.Order(StringComparer.Ordinal).ToArray());
    }

    [Theory]
    [InlineData("/hops?left=3", HttpStatusCode.OK, null)]
    [InlineData("/hops?left=4", HttpStatusCode.UnprocessableEntity, "image_url_redirects")]
    [InlineData("/hops?left=1000000", HttpStatusCode.UnprocessableEntity, "image_url_redirects")]
    [InlineData("/nowhere", HttpStatusCode.UnprocessableEntity, "image_url_redirects")]
    [InlineData("/missing", HttpStatusCode.UnprocessableEntity, "image_url_status")]
    [InlineData("/no-content", HttpStatusCode.UnprocessableEntity, "image_url_status")]
    [InlineData("/page", HttpStatusCode.UnprocessableEntity, "image_url_type")]
    [InlineData("/compressed", HttpStatusCode.UnprocessableEntity, "image_url_type")]
    [InlineData("/untyped", HttpStatusCode.OK, null)]
    [InlineData("/octets", HttpStatusCode.OK, null)]
    [InlineData("/empty", HttpStatusCode.UnprocessableEntity, "empty_image")]
    [InlineData("/svg", HttpStatusCode.UnprocessableEntity, "unsupported_format")]
    [InlineData("/text-as-png", HttpStatusCode.UnprocessableEntity, "not_an_image")]
    [InlineData("/cut", HttpStatusCode.UnprocessableEntity, "truncated_image")]
    [InlineData("/declared-large", HttpStatusCode.RequestEntityTooLarge, "image_too_large")]
    [InlineData("/headers", HttpStatusCode.UnprocessableEntity, "image_url_status")]
    [InlineData("/broken", HttpStatusCode.ServiceUnavailable, "image_url_unreachable")]
    public async Task Each_answer_of_a_host_has_its_own(string path, HttpStatusCode status, string? code)
    {
        await using var host = await PictureHost.StartAsync(AnswerAsync);
        await using var service = await ServiceAsync(host);
        using var pipeline = service.As(KeyRole.Pipeline);
        var answer = await JudgeAsync(pipeline, host.Url(path));
        if (code is null)
        {
            await answer.JsonAsync(status);
            return;
        }

        var problem = await answer.ProblemAsync(status, code);
        Assert.StartsWith("images[0]", problem.GetProperty("field").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, await service.InDatabaseAsync(db => db.Images.CountAsync(Cancel)));
    }

    [Theory]
    [InlineData(true, "image_too_large")]
    [InlineData(false, "not_an_image")]
    public async Task An_endless_answer_is_read_no_further_than_its_first_limit(bool picture, string code)
    {
        await using var host = await PictureHost.StartAsync(AnswerAsync);
        using var endless = new TcpListener(IPAddress.Parse(PictureHost.Public), 0);
        endless.Start();
        int port = ((IPEndPoint)endless.LocalEndpoint).Port;
        await using var service = await ServiceAsync(
            host,
            ("MtRl:Images:MaxBytes", "1048576"),
            ("MtRl:ImageUrls:Ports:1", $"{port}")
        );
        using var pipeline = service.As(KeyRole.Pipeline);
        var sent = SendEndlesslyAsync(endless, picture ? Pictures.Png(1) : "text "u8.ToArray());
        var answer = await JudgeAsync(pipeline, $"http://{PictureHost.Public}:{port}/a.png");
        await answer.ProblemAsync(answer.StatusCode, code);

        // What the buffers on the way hold is sent, but not read.
        Assert.InRange(await sent, 0, 32L << 20);
    }

    [Fact]
    public async Task A_failure_that_passes_is_tried_again_and_one_that_does_not_says_when()
    {
        await using var host = await PictureHost.StartAsync(AnswerAsync);
        await using var service = await ServiceAsync(host, ("MtRl:ImageUrls:BreakAfter", "100"));
        using var pipeline = service.As(KeyRole.Pipeline);
        await (await JudgeAsync(pipeline, host.Url("/third-time"))).JsonAsync();
        Assert.Equal(3, host.Asked["/third-time"]);

        var always = await JudgeAsync(pipeline, host.Url("/down"));
        await always.ProblemAsync(HttpStatusCode.ServiceUnavailable, "image_url_unreachable");
        Assert.Equal(3, host.Asked["/down"]);
        Assert.NotNull(always.Headers.RetryAfter);

        // A host that asks for a minute is not asked again before it.
        var later = await JudgeAsync(pipeline, host.Url("/later"));
        await later.ProblemAsync(HttpStatusCode.ServiceUnavailable, "image_url_unreachable");
        Assert.Equal(1, host.Asked["/later"]);
        Assert.Equal("60", later.Headers.GetValues("Retry-After").Single());

        // What will not change is asked once.
        await JudgeAsync(pipeline, host.Url("/missing"));
        Assert.Equal(1, host.Asked["/missing"]);
    }

    [Theory]
    [InlineData("/silent")]
    [InlineData("/trickle")]
    [InlineData("/silent-redirect")]
    public async Task A_host_that_takes_its_time_is_left(string path)
    {
        await using var host = await PictureHost.StartAsync(AnswerAsync);
        await using var service = await ServiceAsync(
            host,
            ("MtRl:ImageUrls:AttemptSeconds", "1"),
            ("MtRl:ImageUrls:Retries", "0")
        );
        using var pipeline = service.As(KeyRole.Pipeline);
        await (await JudgeAsync(pipeline, host.Url(path))).ProblemAsync(HttpStatusCode.ServiceUnavailable, "image_url_timeout");
        await (await JudgeAsync(pipeline, host.Url("/picture"))).JsonAsync();
    }

    [Fact]
    public async Task Retries_end_with_the_time_of_the_request()
    {
        await using var host = await PictureHost.StartAsync(AnswerAsync);
        await using var service = await ServiceAsync(
            host,
            ("MtRl:ImageUrls:AttemptSeconds", "300"),
            ("MtRl:ImageUrls:TotalSeconds", "1")
        );
        using var pipeline = service.As(KeyRole.Pipeline);
        await (await JudgeAsync(pipeline, host.Url("/silent"))).ProblemAsync(
            HttpStatusCode.ServiceUnavailable,
            "image_url_timeout"
        );
    }

    [Fact]
    public async Task A_host_that_fails_again_and_again_is_left_alone_while_others_are_asked()
    {
        await using var host = await PictureHost.StartAsync(AnswerAsync);
        await using var service = await ServiceAsync(
            host,
            ("MtRl:ImageUrls:BreakAfter", "4"),
            ("MtRl:ImageUrls:BreakSeconds", "3600"),
            ("MtRl:ImageUrls:Retries", "0")
        );
        using var pipeline = service.As(KeyRole.Pipeline);
        HttpResponseMessage answer = null!;
        for (int i = 0; i < 10; i++)
        {
            answer = await JudgeAsync(pipeline, host.Url("/down", "down.test"));
        }

        await answer.ProblemAsync(HttpStatusCode.ServiceUnavailable, "image_url_unreachable");
        Assert.Equal(4, host.Asked["/down"]);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 3600);
        await (await JudgeAsync(pipeline, host.Url("/picture", "up.test"))).JsonAsync();
    }

    [Fact]
    public async Task A_name_of_a_list_is_asked_and_others_are_not_even_as_a_redirect()
    {
        await using var host = await PictureHost.StartAsync(AnswerAsync);
        await using var service = await ServiceAsync(
            host,
            ("MtRl:ImageUrls:AllowedHosts:0", "shop.test"),
            ("MtRl:ImageUrls:AllowedHosts:1", "*.cdn.test")
        );
        using var pipeline = service.As(KeyRole.Pipeline);
        foreach (string name in new[] { "shop.test", "SHOP.test", "shop.test.", "a.cdn.test", "a.b.cdn.test" })
        {
            await (await JudgeAsync(pipeline, host.Url("/picture", name))).JsonAsync();
        }

        foreach (string name in new[] { "cdn.test", "xcdn.test", "shop.test.evil.test", "evilshop.test", PictureHost.Public })
        {
            await (await JudgeAsync(pipeline, host.Url("/picture", name))).ProblemAsync(
                HttpStatusCode.BadRequest,
                "image_url_host"
            );
        }

        int before = host.Asked["/picture"];
        await (await JudgeAsync(pipeline, host.Url("/away", "shop.test"))).ProblemAsync(
            HttpStatusCode.BadRequest,
            "image_url_host"
        );
        Assert.Equal(before, host.Asked["/picture"]);
    }

    [Fact]
    public async Task More_downloads_than_are_made_at_once_wait_and_then_are_busy()
    {
        var open = new TaskCompletionSource();
        await using var host = await PictureHost.StartAsync(
            async (context, _) =>
            {
                await open.Task;
                await context.Response.Body.WriteAsync(Pictures.Png());
            }
        );
        await using var service = await ServiceAsync(
            host,
            ("MtRl:ImageUrls:Concurrency", "1"),
            ("MtRl:ImageUrls:QueueLength", "1")
        );
        using var pipeline = service.As(KeyRole.Pipeline);
        List<Task<HttpResponseMessage>> running = [.. Enumerable.Range(0, 3).Select(_ => JudgeAsync(pipeline, host.Url("/a")))];
        var refused = await Task.WhenAny(running);
        await (await refused).ProblemAsync(HttpStatusCode.ServiceUnavailable, "busy");
        running.Remove(refused);
        open.SetResult();
        foreach (var answer in await Task.WhenAll(running))
        {
            await answer.JsonAsync();
        }
    }

    [Fact]
    public async Task A_caller_who_leaves_ends_the_download()
    {
        var left = new TaskCompletionSource();
        await using var host = await PictureHost.StartAsync(
            async (context, _) =>
            {
                context.RequestAborted.Register(left.SetResult);
                await left.Task;
            }
        );
        await using var service = await ServiceAsync(host);
        using var pipeline = service.As(KeyRole.Pipeline);
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var running = pipeline.PostAsync(
            "/judge",
            new StringContent(
                JsonSerializer.Serialize(new { task = "technical", images = new[] { new { url = host.Url("/a") } } }),
                Encoding.UTF8,
                "application/json"
            ),
            leave.Token
        );
        while (host.Asked.IsEmpty)
        {
            await Task.Delay(5, Cancel);
        }

        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await left.Task.WaitAsync(Cancel);
    }

    [Fact]
    public async Task A_certificate_that_nobody_signed_is_not_trusted()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=shop.test", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        await using var host = await PictureHost.StartAsync(AnswerAsync, certificate);
        await using var service = await ServiceAsync(host);
        using var pipeline = service.As(KeyRole.Pipeline);
        string url = host.Url("/picture", "shop.test").Replace("http:", "https:", StringComparison.Ordinal);
        await (await JudgeAsync(pipeline, url)).ProblemAsync(HttpStatusCode.UnprocessableEntity, "image_url_tls");
        Assert.Empty(host.Asked);
    }

    [Fact]
    public async Task By_default_only_https_is_asked_and_a_service_may_ask_nobody()
    {
        await using var host = await PictureHost.StartAsync(AnswerAsync);
        await using var plain = await ServiceAsync(host, ("MtRl:ImageUrls:AllowHttp", "false"));
        using var pipeline = plain.As(KeyRole.Pipeline);
        await (await JudgeAsync(pipeline, host.Url("/picture"))).ProblemAsync(HttpStatusCode.BadRequest, "image_url_scheme");
        await using var closed = await ServiceAsync(host, ("MtRl:ImageUrls:Enabled", "false"));
        using var other = closed.As(KeyRole.Pipeline);
        await (await JudgeAsync(other, host.Url("/picture"))).ProblemAsync(HttpStatusCode.BadRequest, "image_url_disabled");
        Assert.Empty(host.Asked);
    }

    [Fact]
    public async Task A_metadata_service_is_out_of_reach_whatever_is_allowed()
    {
        await using var host = await PictureHost.StartAsync(AnswerAsync);
        await using var service = await ServiceAsync(host, ("MtRl:ImageUrls:AllowedNetworks:1", "169.254.0.0/16"));
        using var pipeline = service.As(KeyRole.Pipeline);
        await (await JudgeAsync(pipeline, host.Url("/latest", "169.254.169.254"))).ProblemAsync(
            HttpStatusCode.BadRequest,
            "image_url_address"
        );
    }

    private static Task<TestService> ServiceAsync(PictureHost host, params (string, string)[] settings) =>
        TestService.StartAsync(
            replace: services =>
                services.AddSingleton<HostResolver>((_, _) => Task.FromResult(new[] { IPAddress.Parse(PictureHost.Public) })),
            settings:
            [
                ("MtRl:ImageUrls:AllowHttp", "true"),
                ("MtRl:ImageUrls:Ports:0", $"{host.Port}"),
                ("MtRl:ImageUrls:AllowedNetworks:0", $"{PictureHost.Public}/32"),
                ("MtRl:ImageUrls:RetryDelayMs", "1"),
                .. settings,
            ]
        );

    private static Task<HttpResponseMessage> JudgeAsync(HttpClient pipeline, string url) =>
        pipeline.SendJsonAsync(HttpMethod.Post, "/judge", new { task = "technical", images = new[] { new { url } } });

    private static async Task AnswerAsync(HttpContext context, PictureHost host)
    {
        var (response, path) = (context.Response, context.Request.Path.Value!);
        switch (path)
        {
            case "/picture":
                response.ContentType = "image/png";
                await response.Body.WriteAsync(Pictures.Png(1));
                break;
            case "/cookie":
                response.Headers.SetCookie = "session=1";
                await response.Body.WriteAsync(Pictures.Png(1));
                break;
            case "/hops":
                int left = int.Parse(context.Request.Query["left"]!, System.Globalization.CultureInfo.InvariantCulture);
                int[] kinds = [301, 302, 303, 307, 308];
                response.StatusCode = kinds[left % kinds.Length];
                response.Headers.Location = left == 1 ? "picture" : $"/hops?left={left - 1}";
                break;
            case "/away":
                response.Redirect(host.Url("/picture", "evil.test"));
                break;
            case "/silent-redirect":
                response.Redirect("/silent");
                break;
            case "/nowhere":
                response.StatusCode = 302;
                break;
            case "/missing":
                response.StatusCode = 404;
                break;
            case "/no-content":
                response.StatusCode = 204;
                break;
            case "/page":
                response.ContentType = "text/html; charset=utf-8";
                await response.WriteAsync("<html></html>");
                break;
            case "/compressed":
                response.ContentType = "image/png";
                response.Headers.ContentEncoding = "gzip";
                await response.Body.WriteAsync(Pictures.Png(1));
                break;
            case "/untyped":
                await response.Body.WriteAsync(Pictures.Jpeg(1));
                break;
            case "/octets":
                response.ContentType = "application/octet-stream";
                await response.Body.WriteAsync(Pictures.Webp(1));
                break;
            case "/empty":
                response.ContentType = "image/png";
                break;
            case "/svg":
                response.ContentType = "image/svg+xml";
                await response.WriteAsync("<svg xmlns='http://www.w3.org/2000/svg'/>");
                break;
            case "/text-as-png":
                response.ContentType = "image/png";
                await response.WriteAsync("root:x:0:0:root:/root:/bin/bash");
                break;
            case "/cut":
                await response.Body.WriteAsync(Pictures.Png(1).AsMemory(0, 60));
                break;
            case "/declared-large":
                response.ContentType = "image/png";
                response.ContentLength = 1L << 30;
                await response.Body.WriteAsync(Pictures.Png(1));
                await response.Body.FlushAsync();
                break;
            case "/headers":
                response.Headers["X-Long"] = new string('x', 60_000);
                break;
            case "/broken":
                await response.Body.WriteAsync(Pictures.Png(1).AsMemory(0, 60));
                await response.Body.FlushAsync();
                context.Abort();
                break;
            case "/third-time" when host.Asked[path] == 3:
                await response.Body.WriteAsync(Pictures.Png(1));
                break;
            case "/third-time":
                response.StatusCode = host.Asked[path] == 1 ? 500 : 429;
                break;
            case "/down":
                response.StatusCode = 503;
                break;
            case "/later":
                response.StatusCode = 503;
                response.Headers.RetryAfter = "60";
                break;
            case "/silent":
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
                break;
            case "/trickle":
                await response.Body.WriteAsync(Pictures.Png(1).AsMemory(0, 40));
                while (true)
                {
                    await response.Body.WriteAsync(new byte[1], context.RequestAborted);
                    await response.Body.FlushAsync(context.RequestAborted);
                    await Task.Delay(20, context.RequestAborted);
                }

            default:
                response.StatusCode = 404;
                break;
        }
    }

    /// <returns>Bytes that were sent until the other side closed.</returns>
    private static async Task<long> SendEndlesslyAsync(TcpListener listener, byte[] start)
    {
        using var socket = await listener.AcceptSocketAsync(Cancel);
        await socket.ReceiveAsync(new byte[4096], Cancel);
        await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n"u8.ToArray(), Cancel);
        await socket.SendAsync(start, Cancel);
        byte[] more = new byte[64 << 10];
        long sent = 0;
        try
        {
            while (sent < 1L << 30)
            {
                sent += await socket.SendAsync(more, Cancel);
            }
        }
        catch (SocketException)
        {
            // Closed, as it should be.
        }

        return sent;
    }
}
