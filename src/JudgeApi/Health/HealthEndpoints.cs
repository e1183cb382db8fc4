using JudgeApi.Hosting;
using JudgeApi.Problems;
using JudgeApi.Serving;
using JudgeApi.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JudgeApi.Health;

/// <summary>Whether the process lives, and whether it can answer judging requests. The only routes without a key.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("/health").WithTags("Health").AllowAnonymous().DisableRateLimiting();
        health.MapGet("/live", Live).WithSummary("The process answers").WithExampleAnswer("""{ "status": "live" }""");
        health
            .MapGet("/ready", Ready)
            .WithSummary("The database answers and a model is loaded")
            .WithExampleAnswer("""{ "status": "ready" }""");
    }

    private static Ok<HealthView> Live() => TypedResults.Ok(new HealthView("live"));

    private static async Task<Results<Ok<HealthView>, ProblemResult>> Ready(
        JudgeDb db,
        ServedJudge judge,
        CancellationToken cancellationToken
    )
    {
        if (!await db.Database.CanConnectAsync(cancellationToken))
        {
            return new ProblemResult(
                new Problem(
                    StatusCodes.Status503ServiceUnavailable,
                    ProblemCodes.DatabaseUnavailable,
                    "The database does not answer."
                )
                {
                    RetryAfter = TimeSpan.FromSeconds(2),
                }
            );
        }

        return judge.Current is null ? new ProblemResult(Refusals.ModelUnavailable()) : TypedResults.Ok(new HealthView("ready"));
    }
}
