using System.Data.Common;
using System.Security.Claims;
using System.Text;
using System.Text.RegularExpressions;
using JudgeApi.Audit;
using JudgeApi.Corrections;
using JudgeApi.Judgments;
using JudgeApi.Keys;
using JudgeApi.Paging;
using JudgeApi.Reviews;
using JudgeApi.Storage;
using JudgeApi.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace JudgeApi.Tests.Storage;

/// <summary>The queries behind the first view of every page find their rows by an index, however many rows there are.</summary>
public sealed class QueryPlanTests(FilledService filled) : IClassFixture<FilledService>
{
    private static readonly string[] Growing =
    [
        "Judgments",
        "JudgedImages",
        "Corrections",
        "ReviewItems",
        "Reviews",
        "AuditEntries",
    ];

    private static readonly ClaimsPrincipal Ops = User(KeyRole.Ops);

    private static CancellationToken Cancel => TestService.Cancel;

    /// <summary>Query, and the table whose rows come out of an index in the order of the page already.</summary>
    public static TheoryData<string, string?> Queries =>
        new()
        {
            { "judgments", "Judgments" },
            { "judgments?task=safety", "Judgments" },
            { "judgments?reference=order-7", "Judgments" },
            { "judgments?model=tiny-judge", "Judgments" },
            { "judgments?from=2026-01-01", "Judgments" },
            { "judgments?review=corrected", null },
            { "corrections of a judgment", null },
            { "corrections of a rater", "Corrections" },
            { "what people said", null },
            { "what waits for a rater", "ReviewItems" },
            { "a rater's record", null },
            { "corrections since", null },
            { "audit", "AuditEntries" },
        };

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task A_page_reads_by_an_index(string query, string? ordered)
    {
        await using var scope = filled.Service.Services.CreateAsyncScope();
        var seen = SeenCommands.Listen();
        await RunAsync(query, scope.ServiceProvider);
        var selects = seen.Where(command => command.Text.Contains("SELECT", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(selects);
        var db = scope.ServiceProvider.GetRequiredService<JudgeDb>();
        foreach (var (text, parameters) in selects)
        {
            string plan = await PlanAsync(db, text, parameters);
            Assert.True(ReadsByIndex(text, plan), $"{text}\n\n{plan}");
            bool asked = text.Contains($"FROM \"{ordered}\"", StringComparison.Ordinal);
            Assert.False(asked && plan.Contains("USE TEMP B-TREE FOR ORDER BY", StringComparison.Ordinal), $"{text}\n\n{plan}");
        }
    }

    private static async Task RunAsync(string query, IServiceProvider services)
    {
        var db = services.GetRequiredService<JudgeDb>();
        switch (query)
        {
            case "corrections of a judgment":
                string id = await db.Judgments.OrderBy(row => row.Id).Select(row => row.Id).FirstAsync(Cancel);
                await services
                    .GetRequiredService<CorrectionReader>()
                    .ListAsync(new CorrectionFilter(PageQuery.Of(50), id, null, null, false), Cancel);
                break;
            case "corrections of a rater":
                await services
                    .GetRequiredService<CorrectionReader>()
                    .ListAsync(new CorrectionFilter(PageQuery.Of(50), null, "key_1", null, false), Cancel);
                break;
            case "what people said":
                await services.GetRequiredService<CorrectionReader>().SaidAsync(["a", "b"], null, Cancel);
                break;
            case "what waits for a rater":
                await services.GetRequiredService<ReviewQueue>().NextAsync("key_1", null, Cancel, []);
                break;
            case "a rater's record":
                await services.GetRequiredService<RaterRecords>().ReadAsync("key_1", null, Cancel);
                break;
            case "corrections since":
                var since = DateTimeOffset.UnixEpoch;
                await db.Corrections.CountAsync(word => word.CreatedAt > since, Cancel);
                break;
            case "audit":
                await services.GetRequiredService<AuditReader>().ListAsync(PageQuery.Of(50), null, Cancel);
                break;
            default:
                var (filter, wrong) = JudgmentFilter.Read(QueryOf(query));
                Assert.Null(wrong);
                await services.GetRequiredService<JudgmentReader>().ListAsync(filter!, Ops, Cancel);
                break;
        }
    }

    private static QueryCollection QueryOf(string query) =>
        new(
            query
                .Split('?')
                .Skip(1)
                .SelectMany(all => all.Split('&'))
                .Select(one => one.Split('='))
                .ToDictionary(one => one[0], one => new StringValues(one[1]))
        );

    // No table that grows is read from end to end; those of a few rows (keys, gold, servers) may be.
    private static bool ReadsByIndex(string text, string plan)
    {
        string[] lines = plan.Split('\n');
        if (TestDatabase.IsPostgres)
        {
            return !lines.Any(line => Growing.Any(table => line.Contains($"Seq Scan on \"{table}\"", StringComparison.Ordinal)));
        }

        var aliases = Growing.SelectMany(table =>
            Regex.Matches(text, $"\"{table}\" AS \"(\\w+)\"").Select(match => $"SCAN {match.Groups[1].Value}")
        );
        return !lines.Any(line => aliases.Contains(line.Trim()));
    }

    // PostgreSQL reads few rows in one go whatever indexes there are; with that forbidden, it shows where there is none.
    private static async Task<string> PlanAsync(JudgeDb db, string text, DbParameter[] parameters)
    {
        await db.Database.OpenConnectionAsync(Cancel);
        if (TestDatabase.IsPostgres)
        {
            await db.Database.ExecuteSqlRawAsync("SET enable_seqscan = off", Cancel);
        }

        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = (TestDatabase.IsPostgres ? "EXPLAIN " : "EXPLAIN QUERY PLAN ") + text;
        foreach (var one in parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (one.ParameterName, one.Value);
            command.Parameters.Add(parameter);
        }

        var plan = new StringBuilder();
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        while (await reader.ReadAsync(Cancel))
        {
            plan.AppendLine(reader.GetString(reader.FieldCount - 1));
        }

        return plan.ToString();
    }

    private static ClaimsPrincipal User(KeyRole role) =>
        new(
            new ClaimsIdentity(
                [new Claim(ClaimTypes.Role, role.ToString()), new Claim(ClaimTypes.NameIdentifier, "key_1")],
                "test"
            )
        );
}
