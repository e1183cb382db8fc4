using System.Security.Claims;
using JudgeApi.Hosting;
using JudgeApi.Keys;
using JudgeApi.Problems;
using JudgeApi.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Calibrations;

/// <summary>Operators make the judge's confidence honest.</summary>
internal static class CalibrationEndpoints
{
    private const int Shown = 200;

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
            .WithSummary("Calibrations, newest first; the first of a task version and a model is in force")
            .WithExampleAnswer(CalibrationExamples.Page);
        calibrations
            .MapPost("", Fit)
            .WithSummary("Fit the served model's confidence in a task to what people say, and serve it from now on")
            .WithJsonBody<CalibrationBody>(CalibrationExamples.Request)
            .WithExampleAnswer(CalibrationExamples.Answer)
            .WithExampleAnswer(CalibrationExamples.Answer, StatusCodes.Status201Created);
    }

    private static async Task<Ok<CalibrationPage>> List(JudgeDb db, CancellationToken cancellationToken)
    {
        var rows = await db
            .Calibrations.AsNoTracking()
            .OrderByDescending(row => row.Id)
            .Take(Shown)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(new CalibrationPage([.. rows.Select(row => new CalibrationView(row))]));
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
