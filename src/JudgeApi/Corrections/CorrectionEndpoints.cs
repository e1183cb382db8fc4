using System.Security.Claims;
using JudgeApi.Hosting;
using JudgeApi.Keys;
using JudgeApi.Paging;
using JudgeApi.Problems;
using JudgeApi.Storage;
using JudgeApi.Tasks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Corrections;

/// <summary>Raters confirm or correct verdicts; what they said can be read by judgment, rater and task.</summary>
internal static class CorrectionEndpoints
{
    public static void AddCorrections(this IServiceCollection services)
    {
        services.AddSingleton<CorrectionWriter>();
        services.AddScoped<CorrectionReader>();
    }

    public static void MapCorrections(this IEndpointRouteBuilder routes)
    {
        routes
            .MapPost("/judgments/{id}/corrections", Post)
            .WithTags("Corrections")
            .WithDescription(
                "The header Idempotency-Key (1 to 200 visible ASCII characters) makes a request safe to repeat: the same key with the same body gets "
                    + "the first answer again, with another body 409."
            )
            .WithSummary("Confirm or correct a verdict; a repeated request with the same Idempotency-Key is stored once")
            .RequireAuthorization(Access.Rater)
            .WithBodyLimit(RouteLimits.SmallBody)
            .WithJsonBody<CorrectionBody>(CorrectionExamples.Request)
            .WithExampleAnswer(CorrectionExamples.Answer, StatusCodes.Status201Created);
        var reading = routes
            .MapGroup("")
            .WithTags("Corrections")
            .RequireAuthorization(Access.Any)
            .WithBodyLimit(RouteLimits.SmallBody);
        reading
            .MapGet("/judgments/{id}/corrections", OfJudgment)
            .WithSummary("Corrections of one judgment, newest first")
            .WithParameters(CorrectionFilter.Documented)
            .WithExampleAnswer(CorrectionExamples.Page);
        reading
            .MapGet("/corrections", List)
            .WithSummary("Corrections, newest first")
            .WithParameters(CorrectionFilter.Documented)
            .WithExampleAnswer(CorrectionExamples.Page);
        reading.MapGet("/corrections/{id}", Get).WithSummary("Read one correction").WithExampleAnswer(CorrectionExamples.Answer);
    }

    private static async Task<Results<Created<CorrectionView>, ProblemResult>> Post(
        string id,
        HttpRequest request,
        ClaimsPrincipal user,
        JudgeDb db,
        TaskCatalog catalog,
        CorrectionWriter writer,
        CancellationToken cancellationToken
    )
    {
        var (key, badKey) = CorrectionRules.IdempotencyKey(request);
        if (badKey is not null)
        {
            return new ProblemResult(badKey);
        }

        var (body, unread) = await JsonBody.ReadAsync<CorrectionBody>(request, cancellationToken);
        if (body is null)
        {
            return new ProblemResult(unread!);
        }

        var judgment = await db.Judgments.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (judgment is null)
        {
            return new ProblemResult(Refusals.NotFound("judgment", id));
        }

        var task =
            await catalog.FindAsync(judgment.Task, judgment.TaskVersion, cancellationToken)
            ?? throw new InvalidOperationException("task versions are never deleted");
        var (draft, wrong) = CorrectionRules.Read(body, task);
        if (draft is null)
        {
            return new ProblemResult(wrong!);
        }

        switch (await writer.WriteAsync(judgment, draft, user.KeyId(), body.Review, key, cancellationToken))
        {
            case CorrectionOutcome.Stored stored:
                if (stored.Replayed)
                {
                    request.HttpContext.Response.Headers["Idempotency-Replayed"] = "true";
                }

                return TypedResults.Created(
                    $"/corrections/{stored.Correction.Id}",
                    CorrectionView.Of(stored.Correction, user.IsRater())
                );
            case CorrectionOutcome.Rejected rejected:
                return new ProblemResult(rejected.Problem);
            default:
                throw new InvalidOperationException("a correction ends in one of two ways");
        }
    }

    private static async Task<Results<Ok<CorrectionPage>, ProblemResult>> OfJudgment(
        string id,
        HttpRequest request,
        ClaimsPrincipal user,
        JudgeDb db,
        CorrectionReader reader,
        CancellationToken cancellationToken
    ) =>
        await db.Judgments.AnyAsync(row => row.Id == id, cancellationToken)
            ? await PageAsync(request, user, reader, id, cancellationToken)
            : new ProblemResult(Refusals.NotFound("judgment", id));

    private static Task<Results<Ok<CorrectionPage>, ProblemResult>> List(
        HttpRequest request,
        ClaimsPrincipal user,
        CorrectionReader reader,
        CancellationToken cancellationToken
    ) => PageAsync(request, user, reader, null, cancellationToken);

    private static async Task<Results<Ok<CorrectionPage>, ProblemResult>> PageAsync(
        HttpRequest request,
        ClaimsPrincipal user,
        CorrectionReader reader,
        string? judgment,
        CancellationToken cancellationToken
    )
    {
        var (filter, problem) = CorrectionFilter.Read(request.Query, user.KeyId(), user.IsRater());
        if (filter is null)
        {
            return new ProblemResult(problem!);
        }

        filter = judgment is null ? filter : filter with { Judgment = judgment };
        var found = await reader.ListAsync(filter, cancellationToken);
        return TypedResults.Ok(
            new CorrectionPage([.. found.Items.Select(row => CorrectionView.Of(row, user.IsRater()))], found.Next?.ToString())
        );
    }

    private static async Task<Results<Ok<CorrectionView>, ProblemResult>> Get(
        string id,
        ClaimsPrincipal user,
        JudgeDb db,
        CancellationToken cancellationToken
    )
    {
        var row = await db.Corrections.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellationToken);
        return row is null || (user.IsRater() && row.RaterId != user.KeyId())
            ? new ProblemResult(Refusals.NotFound("correction", id))
            : TypedResults.Ok(CorrectionView.Of(row, user.IsRater()));
    }
}
