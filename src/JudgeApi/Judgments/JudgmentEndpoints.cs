using System.Security.Claims;
using JudgeApi.Hosting;
using JudgeApi.Keys;
using JudgeApi.Problems;
using JudgeApi.Reviews;
using JudgeApi.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Judgments;

/// <summary>Everybody with a key reads what was judged.</summary>
internal static class JudgmentEndpoints
{
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
        JudgeDb db,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var (filter, problem) = JudgmentFilter.Read(request.Query);
        if (filter is null)
        {
            return new ProblemResult(problem!);
        }

        // One more than asked for tells whether there is a next page.
        var rows = await filter
            .Apply(db, BlindRule.Visible(db, user, UtcInstant.Now(time)))
            .Include(row => row.Images)
            .Take(filter.Page.Limit + 1)
            .ToListAsync(cancellationToken);
        string? next = rows.Count > filter.Page.Limit ? new PageCursor(rows[^2].CreatedAt, rows[^2].Id).ToString() : null;
        return TypedResults.Ok(new JudgmentPage([.. rows.Take(filter.Page.Limit).Select(row => new JudgmentRecord(row))], next));
    }

    private static async Task<Results<Ok<JudgmentRecord>, ProblemResult>> Get(
        string id,
        ClaimsPrincipal user,
        JudgeDb db,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var row = await db
            .Judgments.AsNoTracking()
            .Include(row => row.Images)
            .FirstOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (row is null)
        {
            return new ProblemResult(Refusals.NotFound("judgment", id));
        }

        bool visible = await BlindRule.Visible(db, user, UtcInstant.Now(time)).AnyAsync(row => row.Id == id, cancellationToken);
        return visible ? TypedResults.Ok(new JudgmentRecord(row)) : new ProblemResult(BlindRule.Hidden());
    }
}
