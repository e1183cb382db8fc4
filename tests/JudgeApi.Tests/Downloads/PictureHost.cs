using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using JudgeApi.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace JudgeApi.Tests.Downloads;

/// <summary>
/// Two real servers on one port: 127.0.0.2 stands for the internet (tests allow it by configuration), 127.0.0.1 and ::1 for what must not be reached.
/// </summary>
internal sealed class PictureHost : IAsyncDisposable
{
    public const string Public = "127.0.0.2";

    private readonly WebApplication app;

    private PictureHost(WebApplication app, int port) => (this.app, Port) = (app, port);

    public int Port { get; }

    /// <summary>Requests that reached the address that stands for the internet, by path.</summary>
    public ConcurrentDictionary<string, int> Asked { get; } = new(StringComparer.Ordinal);

    /// <summary>Requests that reached what must not be reached.</summary>
    public ConcurrentBag<string> Trespasses { get; } = [];

    /// <summary>Headers of the last request.</summary>
    public IHeaderDictionary? Headers { get; private set; }

    public string Url(string path, string host = Public) => $"http://{host}:{Port}{path}";

    /// <param name="answer">What the public server answers.</param>
    /// <param name="certificate">Speaks TLS with this one.</param>
    public static async Task<PictureHost> StartAsync(
        Func<HttpContext, PictureHost, Task> answer,
        System.Security.Cryptography.X509Certificates.X509Certificate2? certificate = null
    )
    {
        int port = FreePort();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ResponseHeaderEncodingSelector = _ => System.Text.Encoding.UTF8;
            foreach (var address in new[] { IPAddress.Parse(Public), IPAddress.Loopback, IPAddress.IPv6Loopback })
            {
                kestrel.Listen(address, port, listen => UseTls(listen, certificate));
            }
        });
        var host = new PictureHost(builder.Build(), port);
        host.app.Run(async context =>
        {
            if (context.Connection.LocalIpAddress is not { } local || !IPAddress.Parse(Public).Equals(local.MapToIPv4()))
            {
                host.Trespasses.Add($"{context.Request.Host}{context.Request.Path}");
                await context.Response.Body.WriteAsync(Pictures.Png());
                return;
            }

            host.Headers = new HeaderDictionary(context.Request.Headers.ToDictionary());
            host.Asked.AddOrUpdate(context.Request.Path, 1, (_, times) => times + 1);
            await answer(context, host);
        });
        await host.app.StartAsync(TestService.Cancel);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private static void UseTls(ListenOptions listen, System.Security.Cryptography.X509Certificates.X509Certificate2? certificate)
    {
        if (certificate is not null)
        {
            listen.UseHttps(certificate);
        }
    }

    // Free on every address that is listened on.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.IPv6Any, 0);
        listener.Server.DualMode = true;
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
