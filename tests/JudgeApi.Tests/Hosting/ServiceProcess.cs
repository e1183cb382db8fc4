using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace JudgeApi.Tests.Hosting;

/// <summary>The real program with the shipped model, in a process that can be killed.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private readonly Process process;

    private ServiceProcess(Process process, Uri address)
    {
        this.process = process;
        Client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestService.OpsKey);
    }

    /// <summary>With an ops key.</summary>
    public HttpClient Client { get; }

    /// <summary>Where it listens.</summary>
    public Uri Address => Client.BaseAddress!;

    /// <param name="dataFolder">Kept.</param>
    /// <param name="database">Connection string; null: SQLite in the folder.</param>
    /// <param name="settings">Further ones, such as <c>MtRl:Retraining:Steps=5</c>.</param>
    public static ServiceProcess Start(string dataFolder, string? database, params string[] settings) =>
        StartAt(FreeAddress(), dataFolder, database, settings);

    /// <summary>Likewise where another one was.</summary>
    public static ServiceProcess StartAt(Uri address, string dataFolder, string? database, params string[] settings)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "JudgeApi.dll"),
                $"--urls={address}",
                $"--MtRl:DataFolder={dataFolder}",
                $"--MtRl:FirstRunKey={TestService.OpsKey}",
                $"--MtRl:Checkpoint={Path.Combine(Fixtures.Root, "models", "tiny-base")}",
                "--Logging:LogLevel:Default=Error",
                .. settings.Select(setting => "--" + setting),
                .. database is null ? Array.Empty<string>() : [$"--ConnectionStrings:Database={database}"],
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OMP_NUM_THREADS"] = "1";
        var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ServiceProcess(process, address);
    }

    private static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)}");
    }

    /// <summary>Returns when the service answers judging requests.</summary>
    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Assert.False(process.HasExited, "the service ended while it was starting");
            try
            {
                using var answer = await Client.GetAsync("/health/ready", cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(50, cancellationToken);
        }
    }

    /// <summary>SIGKILL: nothing of the process runs after this.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            Kill();
        }

        Client.Dispose();
        process.Dispose();
    }
}
