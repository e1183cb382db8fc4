using System.Security.Claims;
using JudgeApi.Corrections;
using JudgeApi.Hosting;
using JudgeApi.Keys;
using JudgeApi.Paging;
using JudgeApi.Problems;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using JudgeApi.Tasks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Reviews;

/// <summary>Operators say which judgments have a known right answer; the queue shows them to raters without saying so.</summary>
internal static class GoldEndpoints
{
    public static void MapGoldItems(this IEndpointRouteBuilder routes)
    {
        var gold = routes
            .MapGroup("/gold-items")
            .WithTags("Review queue")
            .RequireAuthorization(Access.Ops)
            .WithBodyLimit(RouteLimits.SmallBody);
        gold.MapGet("", List)
            .WithSummary("List gold items, newest first")
            .WithParameters([("task", "Name of the task"), .. PageQuery.Documented])
            .WithExampleAnswer(ReviewExamples.GoldPage);
        gold.MapPut("/{id}", Put)
            .WithSummary("Make the judgment of this id a hidden gold item, or correct its right answer")
            .WithJsonBody<GoldBody>("""{ "verdict": "yes" }""", ReviewExamples.Gold);
        gold.MapDelete("/{id}", Retire).WithSummary("Show it no longer; what raters answered still counts");
    }

    private static async Task<Results<Ok<GoldPage>, ProblemResult>> List(
        HttpRequest request,
        JudgeDb db,
        CancellationToken cancellationToken
    )
    {
        var (page, problem) = PageQuery.Read(request.Query, "task");
        if (page is null)
        {
            return new ProblemResult(problem!);
        }

        string? task = request.Query["task"];
        var found = await db
            .GoldItems.AsNoTracking()
            .Where(item => task == null || item.Task == task)
            .PageAsync(page, item => item.CreatedAt, item => item.JudgmentId, cancellationToken);
        return TypedResults.Ok(new GoldPage([.. found.Items.Select(GoldView.Of)], found.Next?.ToString()));
    }

    private static async Task<Results<Ok<GoldView>, ProblemResult>> Put(
        string id,
        HttpRequest request,
        ClaimsPrincipal user,
        JudgeDb db,
        TaskCatalog catalog,
        Commits commits,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var (body, unread) = await JsonBody.ReadAsync<GoldBody>(request, cancellationToken);
        if (body is null)
        {
            return new ProblemResult(unread!);
        }

        var judgment = await db.Judgments.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (judgment is null)
        {
            return new ProblemResult(Refusals.NotFound("judgment", id));
        }

        var task = await catalog.FindAsync(judgment.Task, judgment.TaskVersion, cancellationToken);
        var (answer, wrong) = CorrectionRules.Answer(body.Verdict, null, task!);
        if (answer is null || answer.Verdict == Correction.Tie)
        {
            return new ProblemResult(
                wrong ?? Refusals.BadValue("verdict", "A gold item has one right answer, which a tie is not.")
            );
        }

        var item = await commits.DoAsync(
            async (own, token) =>
            {
                var item = await own.GoldItems.FirstOrDefaultAsync(row => row.JudgmentId == id, token);
                if (item is null)
                {
                    item = new GoldItem
                    {
                        JudgmentId = id,
                        Task = judgment.Task,
                        Verdict = answer.Verdict,
                        CreatedAt = UtcInstant.Now(time),
                        CreatedBy = user.KeyId(),
                    };
                    own.GoldItems.Add(item);
                }

                item.Verdict = answer.Verdict;
                item.RetiredAt = null;
                await own.SaveChangesAsync(token);
                return item;
            },
            cancellationToken
        );
        return TypedResults.Ok(GoldView.Of(item));
    }

    private static async Task<Results<NoContent, ProblemResult>> Retire(
        string id,
        JudgeDb db,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var now = UtcInstant.Now(time);
        int found = await db
            .GoldItems.Where(item => item.JudgmentId == id)
            .ExecuteUpdateAsync(set => set.SetProperty(item => item.RetiredAt, item => item.RetiredAt ?? now), cancellationToken);
        return found == 0 ? new ProblemResult(Refusals.NotFound("gold item", id)) : TypedResults.NoContent();
    }
}
