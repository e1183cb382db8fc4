using System.Security.Claims;
using JudgeApi.Audit;
using JudgeApi.Hosting;
using JudgeApi.Judgments;
using JudgeApi.Problems;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

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
        JudgeDb db,
        CancellationToken cancellationToken
    )
    {
        var (page, problem) = PageQuery.ReadShort(request.Query);
        if (page is null)
        {
            return new ProblemResult(problem!);
        }

        var rows = db.ApiKeys.AsNoTracking();
        if (page.Cursor is { } last)
        {
            rows = rows.Where(key =>
                key.CreatedAt < last.CreatedAt || (key.CreatedAt == last.CreatedAt && string.Compare(key.Id, last.Id) < 0)
            );
        }

        var keys = await rows.OrderByDescending(key => key.CreatedAt)
            .ThenByDescending(key => key.Id)
            .Take(page.Limit + 1)
            .ToListAsync(cancellationToken);
        if (keys.Count > page.Limit)
        {
            PageQuery.Link(response, page.Limit, new PageCursor(keys[^2].CreatedAt, keys[^2].Id));
        }

        return TypedResults.Ok(keys.Take(page.Limit).Select(KeyView.Of).ToArray());
    }

    private static async Task<Results<Created<CreatedKey>, ProblemResult>> Create(
        HttpRequest request,
        ClaimsPrincipal user,
        JudgeDb db,
        TimeProvider time,
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

        name = name.Trim();
        if (name.Length is 0 or > KeyRules.MaxName)
        {
            return new ProblemResult(
                Refusals.BadValue("name", $"The field name must have 1 to {KeyRules.MaxName} characters.") with
                {
                    Limit = KeyRules.MaxName,
                }
            );
        }

        string secret = KeyRules.Generate();
        var key = NewKey(name, role, secret, time);
        db.ApiKeys.Add(key);
        AuditLog.Record(db, time, user.KeyId(), AuditActions.KeyCreated, key.Id, to: role.ToString(), reason: name);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Created(
            $"/keys/{key.Id}",
            new CreatedKey(key.Id, key.Name, key.Role, key.Prefix, key.CreatedAt, null, null, secret)
        );
    }

    private static async Task<Results<NoContent, ProblemResult>> Revoke(
        string id,
        ClaimsPrincipal user,
        JudgeDb db,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var key = await db.ApiKeys.FirstOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (key is null)
        {
            return new ProblemResult(Refusals.NotFound("key", id));
        }

        if (key.Id == user.KeyId())
        {
            return new ProblemResult(
                new Problem(
                    StatusCodes.Status409Conflict,
                    ProblemCodes.LastOpsKey,
                    "A key cannot revoke itself, so that one ops key always remains: use another ops key."
                )
            );
        }

        if (key.RevokedAt is null)
        {
            key.RevokedAt = UtcInstant.Now(time);
            AuditLog.Record(db, time, user.KeyId(), AuditActions.KeyRevoked, key.Id, from: key.Role.ToString(), reason: key.Name);
        }

        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    /// <summary>A row for a secret, not yet added.</summary>
    public static ApiKey NewKey(string name, KeyRole role, string secret, TimeProvider time) =>
        new()
        {
            Id = KeyRules.NewId(),
            Name = name,
            Role = role,
            Prefix = KeyRules.Prefix(secret),
            Hash = KeyRules.Hash(secret),
            CreatedAt = UtcInstant.Now(time),
        };
}
