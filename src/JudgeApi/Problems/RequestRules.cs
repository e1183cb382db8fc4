using Microsoft.AspNetCore.Http.Metadata;

namespace JudgeApi.Problems;

/// <summary>Middleware that makes problems of what routing and the server refuse without a body, and refuses large bodies by their declared length.</summary>
internal static class RequestRules
{
    /// <summary>Empty 4xx answers (unknown route, wrong method, ...) get a problem.</summary>
    public static IApplicationBuilder UseProblemPages(this IApplicationBuilder app) =>
        app.UseStatusCodePages(context =>
        {
            var http = context.HttpContext;
            var problem = http.Response.StatusCode switch
            {
                StatusCodes.Status404NotFound => Refusals.UnknownRoute(http.Request.Path),
                StatusCodes.Status405MethodNotAllowed => new Problem(
                    StatusCodes.Status405MethodNotAllowed,
                    ProblemCodes.MethodNotAllowed,
                    $"{http.Request.Path} does not answer {Refusals.Shown(http.Request.Method)}; it answers {http.Response.Headers.Allow}."
                ),
                StatusCodes.Status413PayloadTooLarge => Refusals.BodyTooLarge(0),
                StatusCodes.Status415UnsupportedMediaType => Refusals.UnsupportedMediaType(
                    http.Request.ContentType,
                    "another one"
                ),
                int status => new Problem(status, ProblemCodes.BadRequest, "The request cannot be answered."),
            };
            return ProblemResult.WriteAsync(http, problem);
        });

    /// <summary>A body that says it is too large is refused before a byte of it is read; the server stops one that does not say so.</summary>
    public static IApplicationBuilder UseBodyLimits(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
                context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize is { } limit
                && context.Request.ContentLength > limit
                    ? ProblemResult.WriteAsync(context, Refusals.BodyTooLarge(limit))
                    : next(context)
        );
}
