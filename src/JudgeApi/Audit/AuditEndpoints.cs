using JudgeApi.Hosting;
using JudgeApi.Keys;
using JudgeApi.Paging;
using JudgeApi.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JudgeApi.Audit;

/// <summary>Operators read who changed what.</summary>
internal static class AuditEndpoints
{
    private const string Example = """
        {
          "items": [{ "id": "019306c2a9b17d3e8f0a1b2c3d4e5f60", "at": "2026-05-04T09:12:00Z", "keyId": "k_7f3a9c", "keyName": "Ada",
                      "action": "model.promoted", "subject": "tiny-judge-v2", "from": "tiny-judge", "to": "tiny-judge-v2", "reason": null }],
          "nextCursor": null
        }
        """;

    public static void AddAudit(this IServiceCollection services) => services.AddScoped<AuditReader>();

    public static void MapAudit(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/audit", List)
            .WithTags("Audit")
            .WithSummary("What operators, and the service on its own, changed; newest first")
            .RequireAuthorization(Access.Ops)
            .WithParameters([("subject", "Only of this model version, task, key..."), .. PageQuery.Documented])
            .WithExampleAnswer(Example);

    private static async Task<Results<Ok<AuditPage>, ProblemResult>> List(
        HttpRequest request,
        AuditReader reader,
        CancellationToken cancellationToken
    )
    {
        var (page, problem) = PageQuery.Read(request.Query, "subject");
        if (page is null)
        {
            return new ProblemResult(problem!);
        }

        var found = await reader.ListAsync(page, request.Query["subject"], cancellationToken);
        return TypedResults.Ok(new AuditPage(found.Items, found.Next?.ToString()));
    }
}
