using System.Security.Claims;
using JudgeApi.Hosting;
using JudgeApi.Keys;
using JudgeApi.Problems;
using JudgeApi.Storage;
using JudgeApi.Tasks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Reviews;

/// <summary>Raters are given what most needs a person's eye, and a fair sample beside it.</summary>
internal static class ReviewEndpoints
{
    public static void AddReviews(this IServiceCollection services)
    {
        services.AddSingleton<ReviewShares>();
        services.AddSingleton<ReviewQueue>();
        services.AddScoped<RaterRecords>();
    }

    public static void MapReviews(this IEndpointRouteBuilder routes)
    {
        var queue = routes
            .MapGroup("/review-queue")
            .WithTags("Review queue")
            .RequireAuthorization(Access.Rater)
            .WithBodyLimit(RouteLimits.SmallBody);
        queue
            .MapGet("/next", Next)
            .WithSummary("The judgment to look at next, kept for this rater for a while; 204: there is none")
            .WithParameters(("task", "Only this task"))
            .WithExampleAnswer(ReviewExamples.Review);
        queue
            .MapPost("/{id}/skip", Skip)
            .WithSummary("Give a judgment back without an answer")
            .WithJsonBody<SkipBody>("""{ "reason": "unclear", "note": "two pictures in one" }""");
        routes
            .MapGet("/review-queue", State)
            .WithTags("Review queue")
            .WithSummary("How many judgments wait, by task and share")
            .WithExampleAnswer(ReviewExamples.State)
            .RequireAuthorization(Access.Ops)
            .WithBodyLimit(RouteLimits.SmallBody);
    }

    private static async Task<Results<Ok<ReviewView>, NoContent, ProblemResult>> Next(
        HttpRequest request,
        HttpResponse response,
        ClaimsPrincipal user,
        ReviewQueue queue,
        TaskCatalog catalog,
        CancellationToken cancellationToken
    )
    {
        if (request.Query.Keys.FirstOrDefault(name => name != "task") is { } unknown)
        {
            return new ProblemResult(Refusals.UnknownParameter(unknown, "task"));
        }

        response.Headers.CacheControl = "no-store";
        if (await queue.NextAsync(user.KeyId(), request.Query["task"], cancellationToken) is not var (review, judgment))
        {
            return TypedResults.NoContent();
        }

        var task = await catalog.FindAsync(judgment.Task, judgment.TaskVersion, cancellationToken);
        return TypedResults.Ok(ReviewView.Of(review, judgment, task!));
    }

    private static async Task<Results<NoContent, ProblemResult>> Skip(
        string id,
        HttpRequest request,
        ClaimsPrincipal user,
        ReviewQueue queue,
        CancellationToken cancellationToken
    )
    {
        var (body, unread) = await JsonBody.ReadAsync<SkipBody>(request, cancellationToken);
        if (body is null)
        {
            return new ProblemResult(unread!);
        }

        if (body.Reason is not { } reason)
        {
            return new ProblemResult(Refusals.Missing("reason"));
        }

        if (!SkipBody.Reasons.Contains(reason, StringComparer.Ordinal))
        {
            return new ProblemResult(
                Refusals.BadValue("reason", $"The field reason must be {string.Join(" or ", SkipBody.Reasons)}.") with
                {
                    Allowed = SkipBody.Reasons,
                }
            );
        }

        if (body.Note?.Length > SkipBody.MaxNote)
        {
            return new ProblemResult(Refusals.TooLong("note", body.Note.Length, SkipBody.MaxNote));
        }

        return await queue.SkipAsync(id, user.KeyId(), reason, body.Note, cancellationToken) is { } problem
            ? new ProblemResult(problem)
            : TypedResults.NoContent();
    }

    private static async Task<Ok<QueueState[]>> State(JudgeDb db, CancellationToken cancellationToken) =>
        TypedResults.Ok(
            await db
                .ReviewItems.GroupBy(item => new { item.Task, item.Share })
                .OrderBy(share => share.Key.Task)
                .ThenBy(share => share.Key.Share)
                .Select(share => new QueueState(
                    share.Key.Task,
                    share.Key.Share,
                    share.Count(item => !item.Closed),
                    share.Count(item => item.Closed),
                    share.Sum(item => item.Answered),
                    share.Sum(item => item.Skipped)
                ))
                .ToArrayAsync(cancellationToken)
        );
}
