using JudgeApi.Hosting;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using Polly;

namespace JudgeApi.Downloads;

/// <summary>A circuit breaker for each host, for as many hosts as were asked of late: callers choose the hosts, so the number is bounded.</summary>
internal sealed class HostBreakers(IOptions<ServiceOptions> options) : IDisposable
{
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(10);

    private readonly MemoryCache hosts = new(new MemoryCacheOptions { SizeLimit = 4096 });

    /// <summary>Breaker and time limit of one attempt at this URL's host.</summary>
    public ResiliencePipeline<DownloadOutcome> Of(Uri url) =>
        hosts.GetOrCreate(
            $"{url.IdnHost}:{url.Port}",
            entry =>
            {
                entry.Size = 1;
                entry.SlidingExpiration = Forgotten;
                return Resilience.ForImageHost(options.Value.ImageUrls);
            }
        )!;

    public void Dispose() => hosts.Dispose();
}
