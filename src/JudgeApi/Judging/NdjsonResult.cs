using System.Reflection;
using System.Text.Json;
using JudgeApi.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace JudgeApi.Judging;

/// <summary>Writes objects as lines of JSON, each as soon as it is there.</summary>
internal sealed class NdjsonResult(IAsyncEnumerable<object> lines) : IResult, IEndpointMetadataProvider
{
    private const string MediaType = "application/x-ndjson";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-store";
        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await foreach (object line in lines.WithCancellation(httpContext.RequestAborted))
        {
            await JsonSerializer.SerializeAsync(response.Body, line, line.GetType(), Json.Options, httpContext.RequestAborted);
            await response.Body.WriteAsync("\n"u8.ToArray(), httpContext.RequestAborted);
            await response.Body.FlushAsync(httpContext.RequestAborted);
        }
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(JudgeAnswer), [MediaType]));
}
