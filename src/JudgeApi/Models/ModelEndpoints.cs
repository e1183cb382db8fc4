using System.Security.Claims;
using JudgeApi.Hosting;
using JudgeApi.Judgments;
using JudgeApi.Keys;
using JudgeApi.Problems;
using JudgeApi.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JudgeApi.Models;

/// <summary>Operators see the versions of the judge, and say which one is served.</summary>
internal static class ModelEndpoints
{
    private const string MediaType = "application/zip";
    private const int MaxReason = 1000;

    public static void AddModels(this IServiceCollection services)
    {
        services.AddSingleton<ModelStore>();
        services.AddSingleton<ModelNudge>();
        services.AddSingleton<ModelRegistry>();
        services.AddSingleton<ModelVerifier>();
        services.AddSingleton<ModelImport>();
        services.AddSingleton<ModelStart>();
        services.AddSingleton<ModelCollector>();
        services.AddSingleton<ServerName>();
    }

    public static void MapModels(this IEndpointRouteBuilder routes)
    {
        var models = routes
            .MapGroup("/models")
            .WithTags("Models")
            .RequireAuthorization(Access.Ops)
            .WithBodyLimit(RouteLimits.SmallBody);
        models
            .MapGet("", List)
            .WithSummary("The wanted version, what every server serves, and all versions, newest first")
            .WithParameters(PageQuery.Documented)
            .WithExampleAnswer(ModelExamples.List);
        models
            .MapGet("/{version}", Get)
            .WithSummary("Read a version: where it comes from, and how the gate found it")
            .WithExampleAnswer(ModelExamples.Version);
        models
            .MapPost("/{version}/promote", Promote)
            .WithSummary("Make a version the wanted one: every server loads, verifies and exchanges it without losing a request")
            .WithJsonBody<ChangeBody>(ModelExamples.Change)
            .WithExampleAnswer(ModelExamples.Wanted);
        models
            .MapPost("/rollback", RollBack)
            .WithSummary("Go back to the version before")
            .WithJsonBody<ChangeBody>(ModelExamples.Change)
            .WithExampleAnswer(ModelExamples.Wanted);
        models
            .MapPut("/{version}/pin", Pin)
            .WithSummary(
                "Keep a version's files for good; while it is served, nothing is promoted in its place but by an operator"
            )
            .WithExampleAnswer(ModelExamples.Version);
        models
            .MapDelete("/{version}/pin", Unpin)
            .WithSummary("Give a version free again")
            .WithExampleAnswer(ModelExamples.Version);
        models
            .MapPost("/import", Import)
            .WithSummary(
                "Bring a checkpoint folder, or a PEFT adapter of a version, as a zip archive; it is loaded and verified first"
            )
            .WithBodyLimit(routes.ServiceProvider.GetRequiredService<IOptions<ServiceOptions>>().Value.Models.ImportMaxBytes)
            .WithMetadata(new Microsoft.AspNetCore.Mvc.ConsumesAttribute(MediaType))
            .WithParameters(("base", "The version that an adapter belongs to; of a checkpoint, where it comes from"))
            .WithExampleAnswer(ModelExamples.Version, StatusCodes.Status201Created);
    }

    private static async Task<Results<Ok<ModelsView>, ProblemResult>> List(
        HttpRequest request,
        JudgeDb db,
        CancellationToken cancellationToken
    )
    {
        var (page, problem) = PageQuery.Read(request.Query);
        if (page is null)
        {
            return new ProblemResult(problem!);
        }

        var rows = db.ModelVersions.AsNoTracking();
        if (page.From is { } from)
        {
            rows = rows.Where(row => row.CreatedAt >= from);
        }

        if (page.To is { } to)
        {
            rows = rows.Where(row => row.CreatedAt < to);
        }

        if (page.Cursor is { } last)
        {
            rows = rows.Where(row =>
                row.CreatedAt < last.CreatedAt || (row.CreatedAt == last.CreatedAt && string.Compare(row.Name, last.Id) < 0)
            );
        }

        var versions = await rows.OrderByDescending(row => row.CreatedAt)
            .ThenByDescending(row => row.Name)
            .Take(page.Limit + 1)
            .ToListAsync(cancellationToken);
        var serving = await db.WantedModel.AsNoTracking().SingleAsync(cancellationToken);
        var servers = await db
            .ServerStates.AsNoTracking()
            .OrderBy(row => row.Server)
            .Select(row => new ServerView(row.Server, row.Version, row.Digest, row.Loading, row.Error, row.Since, row.SeenAt))
            .ToListAsync(cancellationToken);
        string? next = versions.Count > page.Limit ? new PageCursor(versions[^2].CreatedAt, versions[^2].Name).ToString() : null;
        return TypedResults.Ok(
            new ModelsView(
                serving.Desired,
                serving.Previous,
                serving.Generation,
                serving.ChangedAt,
                servers,
                [.. versions.Take(page.Limit).Select(row => ModelView.Of(row, serving, report: false))],
                next
            )
        );
    }

    private static async Task<Results<Ok<ModelView>, ProblemResult>> Get(
        string version,
        JudgeDb db,
        CancellationToken cancellationToken
    ) =>
        await ViewAsync(version, db, cancellationToken) is { } view
            ? TypedResults.Ok(view)
            : new ProblemResult(Refusals.NotFound("model version", version));

    private static async Task<Results<Ok<WantedView>, ProblemResult>> Promote(
        string version,
        HttpRequest request,
        ClaimsPrincipal user,
        ModelRegistry registry,
        CancellationToken cancellationToken
    )
    {
        var (body, problem) = await BodyAsync(request, cancellationToken);
        return body is null
            ? new ProblemResult(problem!)
            : Answer(await registry.PromoteAsync(version, body.Expected, user.KeyId(), body.Reason, cancellationToken));
    }

    private static async Task<Results<Ok<WantedView>, ProblemResult>> RollBack(
        HttpRequest request,
        ClaimsPrincipal user,
        ModelRegistry registry,
        CancellationToken cancellationToken
    )
    {
        var (body, problem) = await BodyAsync(request, cancellationToken);
        return body is null
            ? new ProblemResult(problem!)
            : Answer(await registry.RollBackAsync(body.Expected, user.KeyId(), body.Reason, cancellationToken));
    }

    private static Task<Results<Ok<ModelView>, ProblemResult>> Pin(
        string version,
        ClaimsPrincipal user,
        ModelRegistry registry,
        JudgeDb db,
        CancellationToken cancellationToken
    ) => PinAsync(version, true, user, registry, db, cancellationToken);

    private static Task<Results<Ok<ModelView>, ProblemResult>> Unpin(
        string version,
        ClaimsPrincipal user,
        ModelRegistry registry,
        JudgeDb db,
        CancellationToken cancellationToken
    ) => PinAsync(version, false, user, registry, db, cancellationToken);

    private static async Task<Results<Ok<ModelView>, ProblemResult>> PinAsync(
        string version,
        bool pinned,
        ClaimsPrincipal user,
        ModelRegistry registry,
        JudgeDb db,
        CancellationToken cancellationToken
    ) =>
        await registry.PinAsync(version, pinned, user.KeyId(), cancellationToken) is ModelChange.Rejected rejected
            ? new ProblemResult(rejected.Problem)
            : TypedResults.Ok((await ViewAsync(version, db, cancellationToken))!);

    private static async Task<Results<Created<ModelView>, ProblemResult>> Import(
        HttpRequest request,
        ClaimsPrincipal user,
        ModelImport import,
        JudgeDb db,
        CancellationToken cancellationToken
    )
    {
        if (request.Query.Keys.FirstOrDefault(name => name != "base") is { } unknown)
        {
            return new ProblemResult(Refusals.UnknownParameter(unknown, "base"));
        }

        string? from = request.Query["base"];
        var (version, problem) = await import.ImportAsync(request.Body, from, user.KeyId(), cancellationToken);
        return version is null
            ? new ProblemResult(problem!)
            : TypedResults.Created($"/models/{version.Name}", (await ViewAsync(version.Name, db, cancellationToken))!);
    }

    private static async Task<ModelView?> ViewAsync(string version, JudgeDb db, CancellationToken cancellationToken)
    {
        var row = await db.ModelVersions.AsNoTracking().FirstOrDefaultAsync(model => model.Name == version, cancellationToken);
        return row is null
            ? null
            : ModelView.Of(row, await db.WantedModel.AsNoTracking().SingleOrDefaultAsync(cancellationToken), report: true);
    }

    // Both are optional, and so is the body.
    private static async Task<Parsed<ChangeBody>> BodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength is 0 or null && request.ContentType is null)
        {
            return new ChangeBody();
        }

        var (body, problem) = await JsonBody.ReadAsync<ChangeBody>(request, cancellationToken);
        return body switch
        {
            null => problem!,
            { Reason.Length: > MaxReason } => Refusals.TooLong("reason", body.Reason.Length, MaxReason),
            _ => body,
        };
    }

    private static Results<Ok<WantedView>, ProblemResult> Answer(ModelChange change) =>
        change switch
        {
            ModelChange.Done { Wanted: { } serving } => TypedResults.Ok(
                new WantedView(serving.Desired, serving.Previous, serving.Generation, serving.ChangedAt)
            ),
            ModelChange.Rejected rejected => new ProblemResult(rejected.Problem),
            _ => throw new InvalidOperationException("a change ends in one of two ways"),
        };
}
