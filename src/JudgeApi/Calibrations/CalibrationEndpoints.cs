using System.Security.Claims;
using JudgeApi.Hosting;
using JudgeApi.Keys;
using JudgeApi.Paging;
using JudgeApi.Problems;
using JudgeApi.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Calibrations;

/// <summary>Operators make the judge's confidence honest.</summary>
internal static class CalibrationEndpoints
{
    public static void AddCalibrations(this IServiceCollection services)
    {
        services.AddSingleton<CalibrationBook>();
        services.AddScoped<Calibrator>();
    }

    public static void MapCalibrations(this IEndpointRouteBuilder routes)
    {
        var calibrations = routes
            .MapGroup("/calibrations")
            .WithTags("Statistics")
            .RequireAuthorization(Access.Ops)
            .WithBodyLimit(RouteLimits.SmallBody);
        calibrations
            .MapGet("", List)
            .WithSummary(
                "Calibrations, newest first; the first of a model and a task version that covers a mode is in force there"
            )
            .WithParameters([("task", "Only this task"), .. PageQuery.Documented])
            .WithExampleAnswer(CalibrationExamples.Page);
        calibrations
            .MapPost("", Fit)
            .WithSummary("Fit the served model's confidence in a task to what people say, and serve it from now on")
            .WithJsonBody<CalibrationBody>(CalibrationExamples.Request)
            .WithExampleAnswer(CalibrationExamples.Answer)
            .WithExampleAnswer(CalibrationExamples.Answer, StatusCodes.Status201Created);
    }

    private static async Task<Results<Ok<CalibrationPage>, ProblemResult>> List(
        HttpRequest request,
        JudgeDb db,
        CancellationToken cancellationToken
    )
    {
        var (page, problem) = PageQuery.Read(request.Query, "task");
        if (page is null)
        {
            return new ProblemResult(problem!);
        }

        string? task = request.Query["task"];
        var found = await db
            .Calibrations.AsNoTracking()
            .Where(row => task == null || row.Task == task)
            .PageAsync(page, row => row.CreatedAt, row => row.Id, cancellationToken);
        return TypedResults.Ok(
            new CalibrationPage([.. found.Items.Select(row => new CalibrationView(row))], found.Next?.ToString())
        );
    }

    private static async Task<Results<Created<CalibrationAnswer>, Ok<CalibrationAnswer>, ProblemResult>> Fit(
        HttpRequest request,
        ClaimsPrincipal user,
        Calibrator calibrator,
        CancellationToken cancellationToken
    )
    {
        var (body, wrong) = await JsonBody.ReadAsync<CalibrationBody>(request, cancellationToken);
        if (body is null)
        {
            return new ProblemResult(wrong!);
        }

        var (answer, problem) = await calibrator.FitAsync(body, user.KeyId(), cancellationToken);
        return answer switch
        {
            null => new ProblemResult(problem!),
            { Stored: true } => TypedResults.Created("/calibrations", answer),
            _ => TypedResults.Ok(answer),
        };
    }
}
