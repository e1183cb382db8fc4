using System.Security.Claims;
using JudgeApi.Hosting;
using JudgeApi.Keys;
using JudgeApi.Paging;
using JudgeApi.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
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
        services.AddScoped<ModelReader>();
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
        ModelReader reader,
        CancellationToken cancellationToken
    )
    {
        var (page, problem) = PageQuery.Read(request.Query);
        if (page is null)
        {
            return new ProblemResult(problem!);
        }

        return TypedResults.Ok(await reader.ListAsync(page, cancellationToken));
    }

    private static async Task<Results<Ok<ModelView>, ProblemResult>> Get(
        string version,
        ModelReader reader,
        CancellationToken cancellationToken
    ) =>
        await reader.FindAsync(version, cancellationToken) is { } view
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
        ModelReader reader,
        CancellationToken cancellationToken
    ) => PinAsync(version, true, user, registry, reader, cancellationToken);

    private static Task<Results<Ok<ModelView>, ProblemResult>> Unpin(
        string version,
        ClaimsPrincipal user,
        ModelRegistry registry,
        ModelReader reader,
        CancellationToken cancellationToken
    ) => PinAsync(version, false, user, registry, reader, cancellationToken);

    private static async Task<Results<Ok<ModelView>, ProblemResult>> PinAsync(
        string version,
        bool pinned,
        ClaimsPrincipal user,
        ModelRegistry registry,
        ModelReader reader,
        CancellationToken cancellationToken
    ) =>
        await registry.PinAsync(version, pinned, user.KeyId(), cancellationToken) is ModelChange.Rejected rejected
            ? new ProblemResult(rejected.Problem)
            : TypedResults.Ok((await reader.FindAsync(version, cancellationToken))!);

    private static async Task<Results<Created<ModelView>, ProblemResult>> Import(
        HttpRequest request,
        ClaimsPrincipal user,
        ModelImport import,
        ModelReader reader,
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
            : TypedResults.Created($"/models/{version.Name}", (await reader.FindAsync(version.Name, cancellationToken))!);
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
