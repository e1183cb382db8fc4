using System.Globalization;
using System.Security.Claims;
using JudgeApi.Hosting;
using JudgeApi.Keys;
using JudgeApi.Paging;
using JudgeApi.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace JudgeApi.Tasks;

/// <summary>Operators read and edit what the judge is asked. Every edit is a new version; judgments name theirs.</summary>
internal static class TaskEndpoints
{
    private const string Example = """
        {
          "kind": "labels",
          "rubric": "Does the picture show the product alone, on a plain background?",
          "labels": ["yes", "no"],
          "favourableLabel": "yes"
        }
        """;

    public static void MapTasks(this IEndpointRouteBuilder routes)
    {
        var tasks = routes
            .MapGroup("/tasks")
            .WithTags("Tasks")
            .RequireAuthorization(Access.Ops)
            .WithBodyLimit(RouteLimits.SmallBody);
        tasks
            .MapGet("", List)
            .WithSummary("List the newest version of every task, by name")
            .WithParameters(PageQuery.DocumentedShort)
            .WithExampleAnswer(TaskExamples.List);
        tasks
            .MapGet("/{name}", Get)
            .WithSummary("Read a task: its newest version, or ?version=N")
            .WithExampleAnswer(TaskExamples.Answer);
        tasks
            .MapPut("/{name}", Put)
            .WithSummary("Create a task, or store a new version of it; If-Match or expectedVersion guards against lost edits")
            .WithJsonBody<TaskBody>(Example, TaskExamples.Answer)
            .WithExampleAnswer(TaskExamples.Answer, StatusCodes.Status201Created);
    }

    private static async Task<Results<Ok<TaskView[]>, ProblemResult>> List(
        HttpRequest request,
        HttpResponse response,
        TaskCatalog catalog,
        CancellationToken cancellationToken
    )
    {
        var (page, problem) = PageQuery.ReadShort(request.Query);
        if (page is null)
        {
            return new ProblemResult(problem!);
        }

        var tasks = await catalog.PageAsync(page.Cursor?.Id, page.Limit + 1, cancellationToken);
        if (tasks.Length > page.Limit)
        {
            PageQuery.Link(response, page.Limit, new PageCursor(DateTimeOffset.UnixEpoch, tasks[^2].Name));
        }

        return TypedResults.Ok(tasks.Take(page.Limit).Select(TaskView.Of).ToArray());
    }

    private static async Task<Results<Ok<TaskView>, ProblemResult>> Get(
        string name,
        string? version,
        HttpResponse response,
        TaskCatalog catalog,
        CancellationToken cancellationToken
    )
    {
        int? wanted = null;
        if (version is not null)
        {
            if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                return new ProblemResult(Refusals.BadValue("version", "The parameter version must be a whole number."));
            }

            wanted = number;
        }

        var task = await catalog.FindAsync(name, wanted, cancellationToken);
        if (task is null)
        {
            return new ProblemResult(Refusals.NotFound(wanted is null ? "task" : $"version {wanted} of the task", name));
        }

        response.Headers.ETag = ETag(task.Version);
        return TypedResults.Ok(TaskView.Of(task));
    }

    private static async Task<Results<Ok<TaskView>, Created<TaskView>, ProblemResult>> Put(
        string name,
        HttpRequest request,
        ClaimsPrincipal user,
        TaskCatalog catalog,
        CancellationToken cancellationToken
    )
    {
        var (body, unread) = await JsonBody.ReadAsync<TaskBody>(request, cancellationToken);
        if (body is null)
        {
            return new ProblemResult(unread!);
        }

        if (!TryReadIfMatch(request, body.ExpectedVersion, out int? expected))
        {
            return new ProblemResult(Refusals.BadValue("If-Match", "If-Match must be the ETag of a task, such as \"3\"."));
        }

        var (task, invalid) = TaskRules.Read(name, body);
        if (task is null)
        {
            return new ProblemResult(invalid!);
        }

        switch (await catalog.PutAsync(task, expected, user.KeyId(), cancellationToken))
        {
            case TaskChange.Done done:
                request.HttpContext.Response.Headers.ETag = ETag(done.Task.Version);
                var view = TaskView.Of(done.Task);
                return done is { Added: true, Task.Version: 1 }
                    ? TypedResults.Created($"/tasks/{name}", view)
                    : TypedResults.Ok(view);
            case TaskChange.Rejected rejected:
                return new ProblemResult(rejected.Problem);
            default:
                throw new InvalidOperationException("an edit ends in one of two ways");
        }
    }

    private static bool TryReadIfMatch(HttpRequest request, int? expectedInBody, out int? expected)
    {
        expected = expectedInBody;
        string header = request.Headers[HeaderNames.IfMatch].ToString();
        if (header is "" or "*")
        {
            return true;
        }

        bool read = int.TryParse(header.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out int version);
        expected = version;
        return read;
    }

    private static string ETag(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");
}
