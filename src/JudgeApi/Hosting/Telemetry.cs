using JudgeApi.Judging;
using JudgeApi.Keys;
using JudgeCore.Engine;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

namespace JudgeApi.Hosting;

/// <summary>Measurements for Prometheus: ASP.NET Core's own and the judge's.</summary>
internal static class Telemetry
{
    public static void AddTelemetry(this IServiceCollection services) =>
        services
            .AddOpenTelemetry()
            .WithMetrics(metrics =>
                metrics
                    .AddAspNetCoreInstrumentation()
                    .AddMeter(JudgingMeter.Name, EngineMeter.Name, "System.Runtime")
                    .AddPrometheusExporter(prometheus => prometheus.ScopeInfoEnabled = false)
            );

    /// <summary>With a key on the service's own port; without one on a port of its own, which is decided by the connection, not by a header.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder routes)
    {
        int? port = routes.ServiceProvider.GetRequiredService<IOptions<ServiceOptions>>().Value.MetricsPort;
        routes
            .MapPrometheusScrapingEndpoint("/metrics")
            .DisableRateLimiting()
            .RequireAuthorization(policy =>
                policy
                    .AddAuthenticationSchemes(Access.Scheme)
                    .RequireAssertion(context =>
                        context.User.Identity is { IsAuthenticated: true }
                        || (context.Resource is HttpContext http && http.Connection.LocalPort == port)
                    )
            );
    }
}
