using JudgeApi.Hosting;
using JudgeApi.Storage;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Metadata;

namespace JudgeApi.Problems;

/// <summary>The last resort: whatever a handler threw becomes a problem, and only bugs and broken machines become a 500.</summary>
internal sealed partial class UnexpectedErrors(ILogger<UnexpectedErrors> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        long? limit = httpContext
            .Features.Get<IExceptionHandlerFeature>()
            ?.Endpoint?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()
            ?.MaxRequestBodySize;
        var problem = exception is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }
            ? Refusals.BodyTooLarge(limit ?? RouteLimits.SmallBody)
            : Explain(exception);
        if (problem.Status >= StatusCodes.Status500InternalServerError)
        {
            Failed(logger, exception, httpContext.Request.Method, httpContext.Request.Path, httpContext.TraceIdentifier);
        }

        await ProblemResult.WriteAsync(httpContext, problem);
        return true;
    }

    /// <summary>What a caller is told of an exception.</summary>
    public static Problem Explain(Exception exception) =>
        exception switch
        {
            BadHttpRequestException bad => new Problem(
                bad.StatusCode,
                ProblemCodes.BadRequest,
                "The request is not valid HTTP: " + bad.Message
            ),
            OperationCanceledException => Refusals.Busy(TimeSpan.FromSeconds(1)),
            _ when DatabaseErrors.IsBadText(exception) => new Problem(
                StatusCodes.Status400BadRequest,
                ProblemCodes.BadValue,
                "The request has a character that no text may have (U+0000)."
            ),
            _ when DatabaseErrors.IsFailure(exception) => new Problem(
                StatusCodes.Status503ServiceUnavailable,
                ProblemCodes.DatabaseUnavailable,
                "The database did not take the request; nothing was stored. Try again shortly."
            )
            {
                RetryAfter = TimeSpan.FromSeconds(2),
            },
            _ => new Problem(
                StatusCodes.Status500InternalServerError,
                ProblemCodes.InternalError,
                "The service failed; the log has the reason under this trace id."
            ),
        };

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed, trace {TraceId}")]
    public static partial void Failed(ILogger logger, Exception exception, string method, string path, string traceId);
}
