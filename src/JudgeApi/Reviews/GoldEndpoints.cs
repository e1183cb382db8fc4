using System.Security.Claims;
using JudgeApi.Corrections;
using JudgeApi.Hosting;
using JudgeApi.Judgments;
using JudgeApi.Keys;
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
        var rows = db.GoldItems.AsNoTracking().Where(item => task == null || item.Task == task);
        rows = page.From is not { } from ? rows : rows.Where(item => item.CreatedAt >= from);
        rows = page.To is not { } to ? rows : rows.Where(item => item.CreatedAt < to);
        if (page.Cursor is { } last)
        {
            rows = rows.Where(item =>
                item.CreatedAt < last.CreatedAt
                || (item.CreatedAt == last.CreatedAt && string.Compare(item.JudgmentId, last.Id) < 0)
            );
        }

        var found = await rows.OrderByDescending(item => item.CreatedAt)
            .ThenByDescending(item => item.JudgmentId)
            .Take(page.Limit + 1)
            .ToListAsync(cancellationToken);
        string? next = found.Count > page.Limit ? new PageCursor(found[^2].CreatedAt, found[^2].JudgmentId).ToString() : null;
        return TypedResults.Ok(new GoldPage([.. found.Take(page.Limit).Select(GoldView.Of)], next));
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
