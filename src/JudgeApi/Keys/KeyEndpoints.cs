using System.Security.Claims;
using JudgeApi.Hosting;
using JudgeApi.Paging;
using JudgeApi.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JudgeApi.Keys;

/// <summary>Operators list, create and revoke API keys.</summary>
internal static class KeyEndpoints
{
    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes
            .MapGroup("/keys")
            .WithTags("Keys")
            .RequireAuthorization(Access.Ops)
            .WithBodyLimit(RouteLimits.SmallBody);
        keys.MapGet("", List)
            .WithSummary("List keys, newest first, without their secrets")
            .WithParameters(PageQuery.DocumentedShort)
            .WithExampleAnswer(KeyExamples.List);
        keys.MapPost("", Create)
            .WithSummary("Create a key; the answer is the only time its secret is shown")
            .WithJsonBody<CreateKeyBody>("""{ "name": "image pipeline", "role": "pipeline" }""")
            .WithExampleAnswer(KeyExamples.Created, StatusCodes.Status201Created);
        keys.MapDelete("/{id}", Revoke).WithSummary("Revoke a key; it stays listed");
    }

    private static async Task<Results<Ok<KeyView[]>, ProblemResult>> List(
        HttpRequest request,
        HttpResponse response,
        KeyRegistry keys,
        CancellationToken cancellationToken
    )
    {
        var (page, problem) = PageQuery.ReadShort(request.Query);
        if (page is null)
        {
            return new ProblemResult(problem!);
        }

        var found = await keys.ListAsync(page, cancellationToken);
        if (found.Next is { } next)
        {
            PageQuery.Link(response, page.Limit, next);
        }

        return TypedResults.Ok(found.Items.ToArray());
    }

    private static async Task<Results<Created<CreatedKey>, ProblemResult>> Create(
        HttpRequest request,
        ClaimsPrincipal user,
        KeyRegistry keys,
        CancellationToken cancellationToken
    )
    {
        var (body, problem) = await JsonBody.ReadAsync<CreateKeyBody>(request, cancellationToken);
        if (body is null)
        {
            return new ProblemResult(problem!);
        }

        if (body is not { Name: { } name, Role: { } role })
        {
            return new ProblemResult(Refusals.Missing(body.Name is null ? "name" : "role"));
        }

        var (key, refused) = await keys.CreateAsync(name, role, user.KeyId(), cancellationToken);
        return key is null ? new ProblemResult(refused!) : TypedResults.Created($"/keys/{key.Id}", key);
    }

    private static async Task<Results<NoContent, ProblemResult>> Revoke(
        string id,
        ClaimsPrincipal user,
        KeyRegistry keys,
        CancellationToken cancellationToken
    ) =>
        await keys.RevokeAsync(id, user.KeyId(), cancellationToken) is { } problem
            ? new ProblemResult(problem)
            : TypedResults.NoContent();
}
