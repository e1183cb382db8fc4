using System.Security.Claims;
using JudgeApi.Hosting;
using JudgeApi.Keys;
using JudgeApi.Problems;
using JudgeApi.Tasks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace JudgeApi.Judging;

/// <summary>Pipelines ask for judgments, one by one or many at once.</summary>
internal static class JudgeEndpoints
{
    public static void AddJudging(this IServiceCollection services)
    {
        services.AddSingleton<IntakeGate>();
        services.AddSingleton<ImageIntake>();
        services.AddSingleton<JudgmentWriter>();
        services.AddSingleton<JudgmentMaker>();
        services.AddSingleton<BatchRun>();
        services.AddScoped<JudgmentReplay>();
        services.AddSingleton<JudgingMeter>();
    }

    public static void MapJudging(this IEndpointRouteBuilder routes)
    {
        var options = routes.ServiceProvider.GetRequiredService<IOptions<ServiceOptions>>().Value.Judging;
        var judging = routes.MapGroup("/judge").WithTags("Judging").RequireAuthorization(Access.Pipeline);
        judging
            .MapPost("", Judge)
            .WithSummary("Judge one image, or a pair: JSON, or multipart/form-data with the files in order")
            .WithBodyLimit(options.MaxBodyBytes)
            .WithMetadata(
                new DocumentedBody(typeof(JudgeBody), JudgeExamples.Request, JudgeExamples.Answer) { TakesFiles = true }
            );
        judging
            .MapPost("/batch", JudgeBatch)
            .WithSummary("Judge many: one line of JSON an item comes back in order, a judgment or a problem")
            .WithBodyLimit(options.MaxBatchBytes)
            .WithJsonBody<BatchBody>(JudgeExamples.Batch, JudgeExamples.Answer);
    }

    private static async Task<Results<Ok<JudgeAnswer>, ProblemResult>> Judge(
        HttpContext context,
        ClaimsPrincipal user,
        TaskCatalog catalog,
        CurrentTasks current,
        JudgmentMaker maker,
        IntakeGate gate,
        IOptions<ServiceOptions> options,
        CancellationToken cancellationToken
    )
    {
        var judging = options.Value.Judging;
        if (!await TryReserveAsync(context, gate, judging.MaxBodyBytes, cancellationToken))
        {
            return new ProblemResult(Refusals.Busy(TimeSpan.FromSeconds(1)));
        }

        var (request, problem) = await ReadAsync(context.Request, judging, cancellationToken);
        if (request is null)
        {
            return new ProblemResult(problem!);
        }

        var outcome = await maker.JudgeAsync(
            request,
            await current.ByNameAsync(catalog, cancellationToken),
            user.KeyId(),
            patient: false,
            cancellationToken
        );
        return outcome switch
        {
            JudgingOutcome.Stored stored => TypedResults.Ok(JudgeAnswer.Of(stored.Judgment)),
            JudgingOutcome.Rejected rejected => new ProblemResult(rejected.Problem),
            _ => throw new InvalidOperationException("a judgment ends in one of two ways"),
        };
    }

    private static async Task<Results<NdjsonResult, ProblemResult>> JudgeBatch(
        HttpContext context,
        ClaimsPrincipal user,
        TaskCatalog catalog,
        CurrentTasks current,
        BatchRun batch,
        IntakeGate gate,
        IOptions<ServiceOptions> options,
        CancellationToken cancellationToken
    )
    {
        var judging = options.Value.Judging;
        if (!await TryReserveAsync(context, gate, judging.MaxBatchBytes, cancellationToken))
        {
            return new ProblemResult(Refusals.Busy(TimeSpan.FromSeconds(1)));
        }

        var (body, problem) = await JsonBody.ReadAsync<BatchBody>(context.Request, cancellationToken);
        if (body is null)
        {
            return new ProblemResult(problem!);
        }

        if (body.Items is not { Count: > 0 } items)
        {
            return new ProblemResult(Refusals.Missing("items"));
        }

        if (items.Count > judging.MaxBatchItems)
        {
            return new ProblemResult(
                new Problem(
                    StatusCodes.Status400BadRequest,
                    ProblemCodes.TooManyItems,
                    $"The batch has {items.Count} items; at most {judging.MaxBatchItems} are accepted."
                )
                {
                    Field = "items",
                    Limit = judging.MaxBatchItems,
                }
            );
        }

        var tasks = await current.ByNameAsync(catalog, cancellationToken);
        return new NdjsonResult(batch.JudgeAsync(items, tasks, user.KeyId(), judging.BatchConcurrency, cancellationToken));
    }

    // The room is given back when the response has ended.
    private static async Task<bool> TryReserveAsync(
        HttpContext context,
        IntakeGate gate,
        long limit,
        CancellationToken cancellationToken
    )
    {
        long bytes = await BodySize.OfAsync(context.Request, limit, cancellationToken);
        var room = await gate.BodyAsync(bytes, cancellationToken);
        if (room is null)
        {
            return false;
        }

        context.Response.RegisterForDispose(room);
        return true;
    }

    private static async Task<Parsed<JudgingRequest>> ReadAsync(
        HttpRequest request,
        JudgingOptions options,
        CancellationToken cancellationToken
    )
    {
        if (request.ContentType?.StartsWith(MultipartBody.MediaType, StringComparison.OrdinalIgnoreCase) == true)
        {
            return await MultipartBody.ReadAsync(request, options, cancellationToken);
        }

        if (!request.HasJsonContentType())
        {
            return Refusals.UnsupportedMediaType(request.ContentType, $"{JsonBody.MediaType} and {MultipartBody.MediaType}");
        }

        var (body, problem) = await JsonBody.ReadAsync<JudgeBody>(request, cancellationToken);
        return body is null ? problem! : JudgingRequest.Of(body);
    }
}
