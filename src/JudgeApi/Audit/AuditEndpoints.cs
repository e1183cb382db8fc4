using JudgeApi.Hosting;
using JudgeApi.Judgments;
using JudgeApi.Keys;
using JudgeApi.Problems;
using JudgeApi.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

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
        JudgeDb db,
        CancellationToken cancellationToken
    )
    {
        var (page, problem) = PageQuery.Read(request.Query, "subject");
        if (page is null)
        {
            return new ProblemResult(problem!);
        }

        var rows = db.AuditEntries.AsNoTracking();
        if (request.Query["subject"] is [{ } subject])
        {
            rows = rows.Where(row => row.Subject == subject);
        }

        if (page.From is { } from)
        {
            rows = rows.Where(row => row.At >= from);
        }

        if (page.To is { } to)
        {
            rows = rows.Where(row => row.At < to);
        }

        if (page.Cursor is { } last)
        {
            rows = rows.Where(row =>
                row.At < last.CreatedAt || (row.At == last.CreatedAt && string.Compare(row.Id, last.Id) < 0)
            );
        }

        var entries = await rows.OrderByDescending(row => row.At)
            .ThenByDescending(row => row.Id)
            .Take(page.Limit + 1)
            .Select(row => new AuditView(
                row.Id,
                row.At,
                row.KeyId,
                db.ApiKeys.Where(key => key.Id == row.KeyId).Select(key => key.Name).FirstOrDefault(),
                row.Action,
                row.Subject,
                row.From,
                row.To,
                row.Reason
            ))
            .ToListAsync(cancellationToken);
        string? next = entries.Count > page.Limit ? new PageCursor(entries[^2].At, entries[^2].Id).ToString() : null;
        return TypedResults.Ok(new AuditPage([.. entries.Take(page.Limit)], next));
    }
}
