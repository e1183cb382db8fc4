using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace JudgeBench;

/// <summary>The built service in a process and a data folder of its own; both go with it.</summary>
internal sealed class MeasuredService : IDisposable
{
    public const string Key = "ops-key-of-a-measurement";

    private readonly Process process;
    private readonly string folder = Directory.CreateTempSubdirectory("mtrl-bench-").FullName;

    /// <param name="program">JudgeApi.dll of a build.</param>
    /// <param name="settings">Further arguments.</param>
    public MeasuredService(string program, params string[] settings)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Url = new Uri(
            string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}")
        );
        listener.Stop();
        process = Process.Start(
            new ProcessStartInfo(
                "dotnet",
                [
                    program,
                    $"--urls={Url}",
                    $"--MtRl:DataFolder={folder}",
                    $"--MtRl:FirstRunKey={Key}",
                    "--MtRl:RateLimits:RequestsPerSecond=1000000",
                    "--MtRl:RateLimits:Burst=1000000",
                    "--Logging:LogLevel:Default=Error",
                    .. settings,
                ]
            )
            {
                RedirectStandardOutput = true,
            }
        )!;
        process.BeginOutputReadLine();
    }

    public Uri Url { get; }

    /// <summary>The service's process.</summary>
    public int ProcessId => process.Id;

    /// <summary>Megabytes.</summary>
    public double ResidentMemory
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / (double)(1 << 20);
        }
    }

    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Sends the request again until the service takes it.</summary>
    /// <returns>The first answer that is not "not yet".</returns>
    public async Task<string> FirstAnswerAsync(Func<HttpRequestMessage> request, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = Url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        while (!process.HasExited)
        {
            try
            {
                using var message = request();
                using var answer = await http.SendAsync(message, cancellationToken).ConfigureAwait(false);
                if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
                {
                    string text = await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
                    return answer.IsSuccessStatusCode
                        ? text
                        : throw new InvalidOperationException($"The service answered {(int)answer.StatusCode}: {text}");
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(20, cancellationToken).ConfigureAwait(false);
        }

        throw new InvalidOperationException("The service ended while it was starting.");
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
