using JudgeApi.Hosting;
using JudgeApi.Keys;
using JudgeApi.Problems;
using JudgeApi.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Statistics;

/// <summary>Operators see how far judge and raters can be trusted.</summary>
internal static class StatsEndpoints
{
    public static void AddStatistics(this IServiceCollection services)
    {
        services.AddSingleton<TruthBook>();
        services.AddSingleton<CaseReader>();
        services.AddSingleton<StatsReader>();
        services.AddScoped<TrafficReader>();
    }

    public static void MapStatistics(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet("/stats", Stats)
            .WithTags("Statistics")
            .WithSummary("Agreement of the judge with people, raters' reliability, calibration, flips; with 95 % intervals")
            .RequireAuthorization(Access.Ops)
            .WithBodyLimit(RouteLimits.SmallBody)
            .WithParameters(StatsFilter.Documented)
            .WithExampleAnswer(StatsExamples.Answer);
        routes
            .MapGet("/judgments/{id}/truth", Truth)
            .WithTags("Statistics")
            .WithSummary("What raters together say of one judgment, each counting as far as trusted")
            .RequireAuthorization(Access.Ops)
            .WithBodyLimit(RouteLimits.SmallBody)
            .WithExampleAnswer(StatsExamples.Truth);
    }

    private static async Task<Results<Ok<StatsView>, ProblemResult>> Stats(
        HttpRequest request,
        StatsReader reader,
        CancellationToken cancellationToken
    )
    {
        var (filter, problem) = StatsFilter.Read(request.Query);
        return filter is null ? new ProblemResult(problem!) : TypedResults.Ok(await reader.ReadAsync(filter, cancellationToken));
    }

    private static async Task<Results<Ok<TruthView>, ProblemResult>> Truth(
        string id,
        JudgeDb db,
        TruthBook truths,
        CancellationToken cancellationToken
    )
    {
        var judgment = await db
            .Judgments.AsNoTracking()
            .Where(row => row.Id == id)
            .Select(row => new { row.Task, row.TaskVersion })
            .FirstOrDefaultAsync(cancellationToken);
        if (judgment is null)
        {
            return new ProblemResult(Refusals.NotFound("judgment", id));
        }

        var ofTask = await truths.OfAsync(judgment.Task, cancellationToken);
        return TypedResults.Ok(TruthView.Of(id, ofTask.FirstOrDefault(truth => truth.Versions.Contains(judgment.TaskVersion))));
    }
}
