using System.Globalization;
using System.Reflection;
using JudgeApi.Hosting;
using Microsoft.AspNetCore.Http.Metadata;

namespace JudgeApi.Problems;

/// <summary>Answers a request with a problem.</summary>
internal sealed class ProblemResult(Problem problem) : IResult, IStatusCodeHttpResult, IEndpointMetadataProvider
{
    public Problem Problem { get; } = problem;

    public int? StatusCode => Problem.Status;

    public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext, Problem);

    /// <summary>Writes a problem where no endpoint answers: authentication, routing, unexpected errors.</summary>
    public static async Task WriteAsync(HttpContext context, Problem problem)
    {
        context.Response.StatusCode = problem.Status;
        context.Response.Headers.CacheControl = "no-store";
        if (problem.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds))
                .ToString(CultureInfo.InvariantCulture);
        }

        var body = ProblemBody.Of(
            problem,
            problem.Status >= StatusCodes.Status500InternalServerError ? context.TraceIdentifier : null
        );
        await context.Response.WriteAsJsonAsync(body, Json.Options, ProblemBody.MediaType, context.RequestAborted);
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(
            new ProducesResponseTypeMetadata(StatusCodes.Status400BadRequest, typeof(ProblemBody), [ProblemBody.MediaType])
        );
}
