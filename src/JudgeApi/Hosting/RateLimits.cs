using System.Security.Claims;
using System.Threading.RateLimiting;
using JudgeApi.Problems;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace JudgeApi.Hosting;

/// <summary>A token bucket for each key, and one for each address that sends no valid key.</summary>
internal static class RateLimits
{
    public static void AddKeyRateLimits(this IServiceCollection services)
    {
        services.AddRateLimiter(_ => { });
        services
            .AddOptions<RateLimiterOptions>()
            .Configure<IOptions<ServiceOptions>>(
                (limiter, options) =>
                {
                    var limits = options.Value.RateLimits;
                    limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
                        context.User.FindFirstValue(ClaimTypes.NameIdentifier) is { } key
                            ? Bucket("key " + key, limits.Burst, limits.RequestsPerSecond)
                            : Bucket(
                                "address " + context.Connection.RemoteIpAddress,
                                limits.AnonymousPerSecond * 10,
                                limits.AnonymousPerSecond
                            )
                    );
                    limiter.OnRejected = (context, _) =>
                    {
                        var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after)
                            ? after
                            : TimeSpan.FromSeconds(1);
                        return new ValueTask(
                            ProblemResult.WriteAsync(
                                context.HttpContext,
                                new Problem(
                                    StatusCodes.Status429TooManyRequests,
                                    ProblemCodes.RateLimited,
                                    $"More than {limits.RequestsPerSecond} requests a second; wait before the next one."
                                )
                                {
                                    Limit = limits.RequestsPerSecond,
                                    RetryAfter = wait,
                                }
                            )
                        );
                    };
                }
            );
    }

    private static RateLimitPartition<string> Bucket(string partition, int burst, int perSecond) =>
        RateLimitPartition.GetTokenBucketLimiter(
            partition,
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = Math.Max(burst, perSecond),
                TokensPerPeriod = perSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = 0,
            }
        );
}
