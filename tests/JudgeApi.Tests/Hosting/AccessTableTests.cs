using System.Net;
using JudgeApi.Keys;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace JudgeApi.Tests.Hosting;

/// <summary>Who may call what. The table must name every route of the service: a route that is added without a row fails here.</summary>
public sealed class AccessTableTests
{
    private static readonly Dictionary<string, string> Table = new(StringComparer.Ordinal)
    {
        ["GET /"] = "none pipeline rater ops",
        ["GET /health/live"] = "none pipeline rater ops",
        ["GET /health/ready"] = "none pipeline rater ops",
        ["GET /metrics"] = "pipeline rater ops",
        ["POST /judge"] = "pipeline ops",
        ["POST /judge/batch"] = "pipeline ops",
        ["GET /judgments"] = "pipeline rater ops",
        ["GET /judgments/{id}"] = "pipeline rater ops",
        ["POST /judgments/{id}/corrections"] = "rater ops",
        ["GET /judgments/{id}/corrections"] = "pipeline rater ops",
        ["GET /corrections"] = "pipeline rater ops",
        ["GET /corrections/{id}"] = "pipeline rater ops",
        ["GET /review-queue"] = "ops",
        ["GET /review-queue/next"] = "rater ops",
        ["POST /review-queue/{id}/skip"] = "rater ops",
        ["GET /gold-items"] = "ops",
        ["PUT /gold-items/{id}"] = "ops",
        ["DELETE /gold-items/{id}"] = "ops",
        ["GET /judgments/{id}/truth"] = "ops",
        ["GET /stats"] = "ops",
        ["GET /calibrations"] = "ops",
        ["POST /calibrations"] = "ops",
        ["POST /imports"] = "ops",
        ["GET /export"] = "ops",
        ["GET /images/{id}"] = "pipeline rater ops",
        ["GET /tasks"] = "ops",
        ["GET /tasks/{name}"] = "ops",
        ["PUT /tasks/{name}"] = "ops",
        ["GET /training-runs"] = "ops",
        ["POST /training-runs"] = "ops",
        ["GET /training-runs/{id}"] = "ops",
        ["GET /training-runs/{id}/events"] = "ops",
        ["POST /training-runs/{id}/cancel"] = "ops",
        ["GET /hangfire/{**path}"] = "ops",
        ["GET /keys"] = "ops",
        ["POST /keys"] = "ops",
        ["DELETE /keys/{id}"] = "ops",
        ["GET /models"] = "ops",
        ["GET /models/{version}"] = "ops",
        ["POST /models/{version}/promote"] = "ops",
        ["POST /models/rollback"] = "ops",
        ["PUT /models/{version}/pin"] = "ops",
        ["DELETE /models/{version}/pin"] = "ops",
        ["POST /models/import"] = "ops",
        ["GET /audit"] = "ops",
    };

    private static CancellationToken Cancel => TestService.Cancel;

    [Fact]
    public async Task Every_route_lets_in_exactly_whom_the_table_names()
    {
        await using var service = await TestService.StartAsync();
        var routes = service
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .SelectMany(endpoint =>
                (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method =>
                    $"{method} /{endpoint.RoutePattern.RawText?.Trim('/')}"
                )
            )
            .Where(route => !IsPage(route))
            .Distinct()
            .Order(StringComparer.Ordinal);
        Assert.Equal(Table.Keys.Order(StringComparer.Ordinal), routes);

        foreach (var (route, allowed) in Table)
        {
            string[] parts = route
                .Replace("{id}", "nothing", StringComparison.Ordinal)
                .Replace("{name}", "nothing", StringComparison.Ordinal)
                .Replace("{version}", "nothing", StringComparison.Ordinal)
                .Split(' ');
            foreach (KeyRole? role in new KeyRole?[] { null, KeyRole.Pipeline, KeyRole.Rater, KeyRole.Ops })
            {
                using var client = service.As(role);
                var answer = await client.SendAsync(new HttpRequestMessage(new HttpMethod(parts[0]), parts[1]), Cancel);
                bool refused = answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
                string who = role?.ToString().ToLowerInvariant() ?? "none";
                Assert.True(refused != allowed.Split(' ').Contains(who), $"{route} as {who}: {(int)answer.StatusCode}");
                if (refused)
                {
                    await answer.ProblemAsync(
                        role is null ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden,
                        role is null ? "unauthenticated" : "forbidden"
                    );
                    Assert.Equal(role is null, answer.Headers.WwwAuthenticate.Count > 0);
                }
            }
        }
    }

    // People's pages know callers by a cookie, and their style sheets and scripts are everybody's.
    private static bool IsPage(string route) =>
        new[] { "/ui", "/_blazor", "/_framework", "/_content", "/{**path:file}" }.Any(root =>
            route.Contains(" " + root, StringComparison.Ordinal)
        );

    [Theory]
    [InlineData("Bearer", "nonsense")]
    [InlineData("Bearer", "")]
    [InlineData("Basic", "bmFtZTpvcHMta2V5LW9mLXRoZS10ZXN0cw==")]
    [InlineData("Digest", "x")]
    public async Task A_wrong_key_is_refused(string scheme, string key)
    {
        await using var service = await TestService.StartAsync();
        using var client = service.As(null);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"{scheme} {key}");
        await (await client.GetAsync("/judgments", Cancel)).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task The_key_may_travel_in_a_header_of_its_own()
    {
        await using var service = await TestService.StartAsync();
        using var client = service.As(null);
        client.DefaultRequestHeaders.Add("X-Api-Key", TestService.OpsKey);
        await (await client.GetAsync("/judgments", Cancel)).JsonAsync();
        using var wrong = service.As(null);
        wrong.DefaultRequestHeaders.Add("X-Api-Key", new string('x', 5000));
        await (await wrong.GetAsync("/judgments", Cancel)).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Fact]
    public async Task A_key_that_asks_too_often_waits_while_others_go_on()
    {
        await using var service = await TestService.StartAsync(
            settings: [("MtRl:RateLimits:RequestsPerSecond", "1"), ("MtRl:RateLimits:Burst", "6")]
        );
        using var rater = service.As(KeyRole.Rater);
        using var pipeline = service.As(KeyRole.Pipeline);
        HttpResponseMessage? refused = null;
        for (int i = 0; i < 50 && refused is null; i++)
        {
            var answer = await rater.GetAsync("/judgments", Cancel);
            refused = answer.StatusCode == HttpStatusCode.TooManyRequests ? answer : null;
        }

        Assert.NotNull(refused);
        await refused.ProblemAsync(HttpStatusCode.TooManyRequests, "rate_limited");
        Assert.True(
            int.Parse(refused.Headers.GetValues("Retry-After").Single(), System.Globalization.CultureInfo.InvariantCulture) >= 1
        );
        await (await pipeline.GetAsync("/judgments", Cancel)).JsonAsync();
        Assert.Equal(HttpStatusCode.OK, (await rater.GetAsync("/health/live", Cancel)).StatusCode);
    }
}
