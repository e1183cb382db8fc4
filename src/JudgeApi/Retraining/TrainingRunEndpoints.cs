using System.Security.Claims;
using JudgeApi.Audit;
using JudgeApi.Hosting;
using JudgeApi.Judgments;
using JudgeApi.Keys;
using JudgeApi.Problems;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using JudgeApi.Tasks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Retraining;

/// <summary>Operators begin, watch and cancel training runs.</summary>
internal static class TrainingRunEndpoints
{
    private const int MaxSteps = 10_000_000;
    private const string EventId = "Last-Event-ID";

    public static void MapTrainingRuns(this IEndpointRouteBuilder routes)
    {
        var runs = routes
            .MapGroup("/training-runs")
            .WithTags("Training")
            .RequireAuthorization(Access.Ops)
            .WithBodyLimit(RouteLimits.SmallBody);
        runs.MapPost("", Begin)
            .WithSummary("Train the served judge on what people corrected; dryRun only says what that would use and cost")
            .WithJsonBody<TrainingRunBody>(TrainingRunExamples.Request)
            .WithExampleAnswer(TrainingRunExamples.Plan)
            .WithExampleAnswer(TrainingRunExamples.Run, StatusCodes.Status202Accepted);
        runs.MapGet("", List)
            .WithSummary("List training runs, newest first")
            .WithParameters(PageQuery.Documented)
            .WithExampleAnswer(TrainingRunExamples.Page);
        runs.MapGet("/{id}", Get)
            .WithSummary("Read a training run, with the gate's report where there is one")
            .WithExampleAnswer(TrainingRunExamples.Run);
        runs.MapGet("/{id}/events", Events)
            .WithSummary(
                "Follow a run as server-sent events: state, progress, metrics, log; Last-Event-ID goes on where it broke off"
            );
        runs.MapPost("/{id}/cancel", Cancel).WithSummary("Stop a run within seconds").WithExampleAnswer(TrainingRunExamples.Run);
    }

    private static async Task<Results<Accepted<TrainingRunView>, Ok<TrainingPlan>, ProblemResult>> Begin(
        HttpRequest request,
        ClaimsPrincipal user,
        RunStart start,
        TaskCatalog catalog,
        CancellationToken cancellationToken
    )
    {
        var (body, wrong) = await BodyAsync(request, catalog, cancellationToken);
        if (body is null)
        {
            return new ProblemResult(wrong!);
        }

        var wanted = start.OptionsOf(body);
        var plan = await start.PlanAsync(wanted, cancellationToken);
        if (body.DryRun)
        {
            return TypedResults.Ok(plan);
        }

        if (!plan.WouldStart)
        {
            string code = plan.WhyNot.Any(why => why.Contains("has not ended", StringComparison.Ordinal))
                ? ProblemCodes.TrainingActive
                : ProblemCodes.TrainingNotPossible;
            return new ProblemResult(new Problem(StatusCodes.Status409Conflict, code, string.Join(' ', plan.WhyNot)));
        }

        var (run, problem) = await start.BeginAsync(wanted, TrainingTrigger.Operator, user.KeyId(), cancellationToken);
        return run is null
            ? new ProblemResult(problem!)
            : TypedResults.Accepted($"/training-runs/{run.Id}", TrainingRunView.Of(run, report: false));
    }

    private static async Task<Parsed<TrainingRunBody>> BodyAsync(
        HttpRequest request,
        TaskCatalog catalog,
        CancellationToken cancellationToken
    )
    {
        var (body, wrong) = await JsonBody.ReadAsync<TrainingRunBody>(request, cancellationToken);
        if (body is null)
        {
            return wrong!;
        }

        if (body.Steps is < 1 or > MaxSteps)
        {
            return Refusals.BadValue("steps", $"The field steps must be from 1 to {MaxSteps}.") with { Limit = MaxSteps };
        }

        foreach (string task in body.Tasks ?? [])
        {
            if (await catalog.FindAsync(task, null, cancellationToken) is null)
            {
                return new Problem(
                    StatusCodes.Status400BadRequest,
                    ProblemCodes.UnknownTask,
                    $"There is no task '{Refusals.Shown(task)}'."
                )
                {
                    Field = "tasks",
                };
            }
        }

        return body;
    }

    private static async Task<Results<Ok<TrainingRunPage>, ProblemResult>> List(
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

        var rows = db.TrainingRuns.AsNoTracking();
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
                row.CreatedAt < last.CreatedAt || (row.CreatedAt == last.CreatedAt && string.Compare(row.Id, last.Id) < 0)
            );
        }

        var found = await rows.OrderByDescending(row => row.CreatedAt)
            .ThenByDescending(row => row.Id)
            .Take(page.Limit + 1)
            .ToListAsync(cancellationToken);
        string? next = found.Count > page.Limit ? new PageCursor(found[^2].CreatedAt, found[^2].Id).ToString() : null;
        return TypedResults.Ok(
            new TrainingRunPage([.. found.Take(page.Limit).Select(row => TrainingRunView.Of(row, report: false))], next)
        );
    }

    private static async Task<Results<Ok<TrainingRunView>, ProblemResult>> Get(
        string id,
        JudgeDb db,
        CancellationToken cancellationToken
    ) =>
        await db.TrainingRuns.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellationToken) is { } run
            ? TypedResults.Ok(TrainingRunView.Of(run, report: true))
            : new ProblemResult(Refusals.NotFound("training run", id));

    private static async Task<IResult> Events(
        string id,
        HttpRequest request,
        RunEvents events,
        JudgeDb db,
        CancellationToken cancellationToken
    )
    {
        if (!await db.TrainingRuns.AnyAsync(row => row.Id == id, cancellationToken))
        {
            return new ProblemResult(Refusals.NotFound("training run", id));
        }

        string? last = request.Headers[EventId];
        if (!EventPlace.TryRead(last, out var place))
        {
            return new ProblemResult(
                Refusals.BadValue(EventId, $"The header {EventId} is not the id of an event that this service sent.")
            );
        }

        return TypedResults.ServerSentEvents(events.FollowAsync(id, place, cancellationToken));
    }

    private static async Task<Results<Ok<TrainingRunView>, ProblemResult>> Cancel(
        string id,
        ClaimsPrincipal user,
        Commits commits,
        TrainingLeases leases,
        RunPhases phases,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        string key = user.KeyId();
        var run = await commits.DoAsync(
            async (db, token) =>
            {
                var row = await db.TrainingRuns.FirstOrDefaultAsync(run => run.Id == id, token);
                if (row is not { HasEnded: false } || row.CancelRequested)
                {
                    return row;
                }

                row.CancelRequested = true;
                row.Revision++;
                AuditLog.Record(db, time, key, AuditActions.TrainingCancelled, id);
                if (row.State == TrainingRunState.Queued && !leases.IsLive(await db.TrainingLeases.FirstOrDefaultAsync(token)))
                {
                    phases.End(row, TrainingRunState.Cancelled, "It was cancelled before it began.");
                }

                await db.SaveChangesAsync(token);
                return row;
            },
            cancellationToken
        );
        return run switch
        {
            null => new ProblemResult(Refusals.NotFound("training run", id)),
            { HasEnded: true, CancelRequested: false } => new ProblemResult(
                new Problem(
                    StatusCodes.Status409Conflict,
                    ProblemCodes.TrainingEnded,
                    $"The training run {id} has ended already: {run.Reason}"
                )
            ),
            _ => TypedResults.Ok(TrainingRunView.Of(run, report: true)),
        };
    }
}
