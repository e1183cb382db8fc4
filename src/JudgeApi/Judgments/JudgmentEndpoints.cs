using System.Security.Claims;
using JudgeApi.Hosting;
using JudgeApi.Keys;
using JudgeApi.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JudgeApi.Judgments;

/// <summary>Everybody with a key reads what was judged.</summary>
internal static class JudgmentEndpoints
{
    public static void AddJudgments(this IServiceCollection services) => services.AddScoped<JudgmentReader>();

    public static void MapJudgments(this IEndpointRouteBuilder routes)
    {
        var judgments = routes
            .MapGroup("/judgments")
            .WithTags("Judgments")
            .RequireAuthorization(Access.Any)
            .WithBodyLimit(RouteLimits.SmallBody);
        judgments
            .MapGet("", List)
            .WithSummary("List judgments, newest first")
            .WithParameters(JudgmentFilter.Documented)
            .WithExampleAnswer(JudgmentExamples.Page);
        judgments.MapGet("/{id}", Get).WithSummary("Read one judgment").WithExampleAnswer(JudgmentExamples.Answer);
    }

    private static async Task<Results<Ok<JudgmentPage>, ProblemResult>> List(
        HttpRequest request,
        ClaimsPrincipal user,
        JudgmentReader reader,
        CancellationToken cancellationToken
    )
    {
        var (filter, problem) = JudgmentFilter.Read(request.Query);
        if (filter is null)
        {
            return new ProblemResult(problem!);
        }

        var found = await reader.ListAsync(filter, user, cancellationToken);
        return TypedResults.Ok(new JudgmentPage([.. found.Items.Select(row => new JudgmentRecord(row))], found.Next?.ToString()));
    }

    private static async Task<Results<Ok<JudgmentRecord>, ProblemResult>> Get(
        string id,
        ClaimsPrincipal user,
        JudgmentReader reader,
        CancellationToken cancellationToken
    )
    {
        var (row, problem) = await reader.FindAsync(id, user, cancellationToken);
        return row is null ? new ProblemResult(problem!) : TypedResults.Ok(new JudgmentRecord(row));
    }
}
