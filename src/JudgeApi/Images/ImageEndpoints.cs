using JudgeApi.Hosting;
using JudgeApi.Keys;
using JudgeApi.Problems;
using JudgeApi.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace JudgeApi.Images;

/// <summary>The bytes that were judged.</summary>
internal static class ImageEndpoints
{
    public static void MapImages(this IEndpointRouteBuilder routes) =>
        routes
            .MapGroup("/images")
            .WithTags("Images")
            .RequireAuthorization(Access.Any)
            .WithBodyLimit(RouteLimits.SmallBody)
            .MapGet("/{id}", Get)
            .WithSummary("The bytes of a judged image, as they were sent");

    internal static async Task<Results<PhysicalFileHttpResult, ProblemResult>> Get(
        string id,
        HttpResponse response,
        JudgeDb db,
        BlobStore blobs,
        CancellationToken cancellationToken
    )
    {
        var image = await db.Images.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (image is null)
        {
            return new ProblemResult(Refusals.NotFound("image", id));
        }

        // The content is a stranger's file: a browser must take it for nothing but an image, and it never changes.
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        response.Headers.CacheControl = "private, max-age=31536000, immutable";
        return TypedResults.PhysicalFile(
            blobs.PathOf(image.Id),
            image.MediaType,
            entityTag: new EntityTagHeaderValue($"\"{image.Id}\""),
            enableRangeProcessing: true
        );
    }
}
