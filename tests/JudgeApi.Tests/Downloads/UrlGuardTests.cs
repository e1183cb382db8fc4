using System.Net;
using System.Text;
using JudgeApi.Downloads;
using JudgeApi.Keys;
using JudgeApi.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace JudgeApi.Tests.Downloads;

/// <summary>
/// Ways to make the service ask an address that it must not: through POST /judge, with real servers listening at the addresses that can be listened
/// on, as a URL, as a redirect, and behind a name. None of them may be reached.
/// </summary>
public sealed class UrlGuardTests(UrlGuardTests.Guarded guarded) : IClassFixture<UrlGuardTests.Guarded>
{
    public static TheoryData<string> PrivateHosts { get; } =
    [
        // loopback, in every spelling
        "127.0.0.1",
        "127.0.0.1.",
        "127.1",
        "127.0.1",
        "127.127.127.127",
        "0177.0.0.1",
        "0177.0.0.01",
        "017700000001",
        "0x7f.0.0.1",
        "0x7f.1",
        "0x7f000001",
        "0X7F000001",
        "2130706433",
        "127.0x0.0.1",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "\u2460\u2461\u2466.\u24EA.\u24EA.\u2460",
        "127\u30020\u30020\u30021",
        "\uFF11\uFF12\uFF17.0.0.1",
        "%31%32%37.0.0.1",
        "0",
        "0.0.0.0",
        "[::]",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[0000:0000:0000:0000:0000:0000:0000:0001]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[::ffff:0:127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b:1::7f00:1]",
        "[2002:7f00:1::]",
        "[2002:7f00:0001:0:0:0:0:1]",
        "[2001:0:7f00:1::80ff:fffe]",
        "[2a00:1450::5efe:7f00:1]",
        "[::1%25lo]",
        // private
        "10.0.0.1",
        "167772161",
        "10.1",
        "172.16.0.1",
        "172.31.255.254",
        "192.168.0.1",
        "0xc0a80001",
        "192.168.1",
        "100.64.0.1",
        "[fc00::1]",
        "[fd12:3456:789a::1]",
        "[fec0::1]",
        "[::ffff:10.0.0.1]",
        "[::ffff:192.168.0.1]",
        "[64:ff9b::10.0.0.1]",
        "[2002:a00:1::]",
        // link-local and metadata
        "169.254.169.254",
        "0xa9fea9fe",
        "2852039166",
        "0251.0376.0251.0376",
        "169.254.170.2",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "[fd00:ec2::254]",
        "[fe80::1]",
        "[fe80::1%25lo]",
        "[::ffff:169.254.169.254]",
        "[::ffff:a9fe:a9fe]",
        "[64:ff9b::a9fe:a9fe]",
        // reserved, documentation, multicast
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "[2001:db8::1]",
        "[ff02::1]",
        "[100::1]",
        // names that lead there
        "private.test",
        "private6.test",
        "mapped.test",
        "nat64.test",
        "sixtofour.test",
        "teredo.test",
        "mixed.test",
        "mixed-last.test",
        "metadata.test",
        "PRIVATE.test.",
    ];

    [Theory]
    [MemberData(nameof(PrivateHosts))]
    public async Task A_private_address_is_refused(string host)
    {
        var problem = await guarded.RefusedAsync(guarded.Host.Url("/secret", host));
        AssertGuarded(problem);
    }

    [Theory]
    [MemberData(nameof(PrivateHosts))]
    public async Task A_redirect_to_a_private_address_is_refused(string host)
    {
        string target = Uri.EscapeDataString(guarded.Host.Url("/secret", host));
        var problem = await guarded.RefusedAsync(guarded.Host.Url($"/redirect?to={target}", "shop.test"));
        AssertGuarded(problem);
    }

    [Theory]
    [InlineData("ftp://shop.test/a.png", "image_url_scheme")]
    [InlineData("file:///etc/passwd", "image_url_scheme")]
    [InlineData("/etc/passwd", "image_url_scheme")]
    [InlineData("data:image/png;base64,AAAA", "image_url_scheme")]
    [InlineData("gopher://127.0.0.1:PORT/", "image_url_scheme")]
    [InlineData("javascript:alert(1)", "image_url_scheme")]
    [InlineData("unix:///run/docker.sock", "image_url_scheme")]
    [InlineData("HTTPs:shop.test", "image_url_invalid")]
    [InlineData("http://", "image_url_invalid")]
    [InlineData("http:///secret", "image_url_invalid")]
    [InlineData("//127.0.0.1:PORT/secret", "image_url_invalid")]
    [InlineData("shop.test/a.png", "image_url_invalid")]
    [InlineData("", "image_url_invalid")]
    [InlineData(" http://shop.test:PORT/picture", "image_url_invalid")]
    [InlineData("http://shop.test:PORT/pic\nture", "image_url_invalid")]
    [InlineData("http://shop.test:PORT\\@127.0.0.1:PORT/secret", "image_url_invalid")]
    [InlineData("http://127.0.0.1:PORT\\@shop.test/secret", "image_url_invalid")]
    [InlineData("http://user@shop.test:PORT/picture", "image_url_credentials")]
    [InlineData("http://user:word@shop.test:PORT/picture", "image_url_credentials")]
    [InlineData("http://shop.test:PORT@127.0.0.1:PORT/secret", "image_url_credentials")]
    [InlineData("http://shop.test%00@127.0.0.1:PORT/secret", "image_url_credentials")]
    [InlineData("http://shop.test:22/a.png", "image_url_port")]
    [InlineData("http://shop.test:0/a.png", "image_url_port")]
    [InlineData("http://nowhere.test:PORT/a.png", "image_url_unresolved")]
    public async Task A_url_that_is_not_plain_is_refused(string url, string code)
    {
        url = url.Replace("PORT", $"{guarded.Host.Port}", StringComparison.Ordinal);
        Assert.Equal(code, (await guarded.RefusedAsync(url)).Code);
        if (url.Contains("://", StringComparison.Ordinal) && !url.Any(char.IsWhiteSpace))
        {
            string redirect = guarded.Host.Url($"/redirect?to={Uri.EscapeDataString(url)}", "shop.test");
            Assert.Equal(code, (await guarded.RefusedAsync(redirect)).Code);
        }

        Assert.Empty(guarded.Host.Trespasses);
    }

    [Fact]
    public async Task A_name_that_changes_its_address_between_two_connections_gains_nothing()
    {
        // Public at first; the host closes the connection, and the next one would lead inside.
        guarded.Answers["rebind.test"] = new Queue<string>([PictureHost.Public, "127.0.0.1"]);
        Assert.Equal(HttpStatusCode.OK, await guarded.StatusAsync(guarded.Host.Url("/closing", "rebind.test")));
        AssertGuarded(await guarded.RefusedAsync(guarded.Host.Url("/closing", "rebind.test")));

        guarded.Answers["rebind.test"] = new Queue<string>([PictureHost.Public, "127.0.0.1"]);
        string back = Uri.EscapeDataString(guarded.Host.Url("/secret", "rebind.test"));
        AssertGuarded(await guarded.RefusedAsync(guarded.Host.Url($"/redirect?close=1&to={back}", "rebind.test")));
    }

    [Fact]
    public async Task A_connection_looks_its_name_up_once()
    {
        guarded.Answers["once.test"] = new Queue<string>([PictureHost.Public, "127.0.0.1", "127.0.0.1"]);
        Assert.Equal(HttpStatusCode.OK, await guarded.StatusAsync(guarded.Host.Url("/closing", "once.test")));
        Assert.Equal(2, guarded.Answers["once.test"].Count);
        Assert.Empty(guarded.Host.Trespasses);
    }

    private void AssertGuarded((string? Code, string Detail) problem)
    {
        // Spellings that System.Uri does not take for a host at all are refused before.
        Assert.Contains(problem.Code, new[] { "image_url_address", "image_url_invalid" });
        Assert.DoesNotContain("127.0.0.1 ", problem.Detail, StringComparison.Ordinal);
        Assert.Empty(guarded.Host.Trespasses);
    }

    /// <summary>A service for the whole table, and names that resolve as each case needs.</summary>
    public sealed class Guarded : IAsyncLifetime
    {
        private readonly Dictionary<string, string[]> names = new(StringComparer.OrdinalIgnoreCase)
        {
            ["shop.test"] = [PictureHost.Public],
            ["localhost"] = ["127.0.0.1", "::1"],
            ["private.test"] = ["127.0.0.1"],
            ["private6.test"] = ["::1"],
            ["mapped.test"] = ["::ffff:127.0.0.1"],
            ["nat64.test"] = ["64:ff9b::7f00:1"],
            ["sixtofour.test"] = ["2002:7f00:1::"],
            ["teredo.test"] = ["2001:0:7f00:1::1"],
            ["mixed.test"] = ["127.0.0.1", PictureHost.Public],
            ["mixed-last.test"] = [PictureHost.Public, "::1"],
            ["metadata.test"] = ["169.254.169.254"],
        };

        private TestService service = null!;

        internal PictureHost Host { get; private set; } = null!;

        /// <summary>Names whose answers change from one look-up to the next.</summary>
        internal Dictionary<string, Queue<string>> Answers { get; } = new(StringComparer.Ordinal);

        public async ValueTask InitializeAsync()
        {
            Host = await PictureHost.StartAsync(AnswerAsync);
            service = await TestService.StartAsync(
                replace: services => services.AddSingleton<HostResolver>(ResolveAsync),
                settings:
                [
                    ("MtRl:ImageUrls:AllowHttp", "true"),
                    ("MtRl:ImageUrls:Ports:0", $"{Host.Port}"),
                    ("MtRl:ImageUrls:AllowedNetworks:0", $"{PictureHost.Public}/32"),
                ]
            );
        }

        public async ValueTask DisposeAsync()
        {
            await service.DisposeAsync();
            await Host.DisposeAsync();
        }

        internal async Task<HttpStatusCode> StatusAsync(string url)
        {
            using var pipeline = service.As(KeyRole.Pipeline);
            return (await AskAsync(pipeline, url)).StatusCode;
        }

        internal async Task<(string? Code, string Detail)> RefusedAsync(string url)
        {
            using var pipeline = service.As(KeyRole.Pipeline);
            using var answer = await AskAsync(pipeline, url);
            Assert.InRange((int)answer.StatusCode, 400, 499);
            var problem = await answer.JsonAsync(answer.StatusCode);
            Assert.Equal("images[0].url", problem.GetProperty("field").GetString());
            return (problem.GetProperty("code").GetString(), problem.GetProperty("detail").GetString()!);
        }

        private static Task<HttpResponseMessage> AskAsync(HttpClient pipeline, string url) =>
            pipeline.SendJsonAsync(HttpMethod.Post, "/judge", new { task = "technical", images = new[] { new { url } } });

        private Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
        {
            host = host.TrimEnd('.');
            string[] found =
                Answers.TryGetValue(host, out var answers) ? [answers.Dequeue()]
                : names.TryGetValue(host, out string[]? known) ? known
                // What the system would make of a number in disguise.
                : IPAddress.TryParse(host, out var number) ? [number.ToString()]
                // Or a lenient one of digits that only look different.
                : !Ascii.IsValid(host) || host.Contains("xn--", StringComparison.Ordinal) ? ["127.0.0.1"]
                : [];
            return Task.FromResult(found.Select(IPAddress.Parse).ToArray());
        }

        private static async Task AnswerAsync(HttpContext context, PictureHost host)
        {
            if (context.Request.Query["close"].Count > 0 || context.Request.Path == "/closing")
            {
                context.Response.Headers.Connection = "close";
            }

            if (context.Request.Path == "/redirect")
            {
                context.Response.StatusCode = 302;
                context.Response.Headers.Location = context.Request.Query["to"].ToString();
                return;
            }

            await context.Response.Body.WriteAsync(Pictures.Png());
        }
    }
}
