using System.Security.Claims;
using JudgeApi.Audit;
using JudgeApi.Hosting;
using JudgeApi.Keys;
using JudgeApi.Paging;
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

        var (run, refused) = await start.StartAsync(wanted, plan, user.KeyId(), cancellationToken);
        return run is null
            ? new ProblemResult(refused!)
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

        return await RunRules.CheckAsync(body, catalog, cancellationToken) is { } bad ? bad : body;
    }

    private static async Task<Results<Ok<TrainingRunPage>, ProblemResult>> List(
        HttpRequest request,
        RunReader runs,
        CancellationToken cancellationToken
    )
    {
        var (page, problem) = PageQuery.Read(request.Query);
        if (page is null)
        {
            return new ProblemResult(problem!);
        }

        var found = await runs.ListAsync(page, cancellationToken);
        return TypedResults.Ok(
            new TrainingRunPage([.. found.Items.Select(row => TrainingRunView.Of(row, report: false))], found.Next?.ToString())
        );
    }

    private static async Task<Results<Ok<TrainingRunView>, ProblemResult>> Get(
        string id,
        RunReader runs,
        CancellationToken cancellationToken
    ) =>
        await runs.FindAsync(id, cancellationToken) is { } run
            ? TypedResults.Ok(TrainingRunView.Of(run, report: true))
            : new ProblemResult(Refusals.NotFound("training run", id));

    private static async Task<IResult> Events(
        string id,
        HttpRequest request,
        RunEvents events,
        RunReader runs,
        CancellationToken cancellationToken
    )
    {
        if (await runs.FindAsync(id, cancellationToken) is null)
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
        RunCancel cancel,
        CancellationToken cancellationToken
    )
    {
        var (run, problem) = await cancel.CancelAsync(id, user.KeyId(), cancellationToken);
        return run is null ? new ProblemResult(problem!) : TypedResults.Ok(TrainingRunView.Of(run, report: true));
    }
}
