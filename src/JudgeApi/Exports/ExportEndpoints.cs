using JudgeApi.Hosting;
using JudgeApi.Keys;
using JudgeApi.Paging;
using JudgeApi.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JudgeApi.Exports;

/// <summary>Operators take the labelled data along, in the form that the trainer reads.</summary>
internal static class ExportEndpoints
{
    private const string MediaType = "application/zip";

    public static void AddExports(this IServiceCollection services) => services.AddScoped<LabelledDataArchive>();

    public static void MapExports(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/export", Get)
            .WithTags("Labelled data")
            .WithSummary("All labelled data as a zip archive: items.jsonl and pictures (docs/data.md)")
            .RequireAuthorization(Access.Ops)
            .WithBodyLimit(RouteLimits.SmallBody)
            .WithParameters(
                ("task", "Only this task"),
                (
                    "labels",
                    "weighted by how far raters are trusted (default) or majority: one line a judgment; each: one line a rater's last word"
                )
            );

    private static async Task<Results<FileStreamHttpResult, ProblemResult>> Get(
        HttpRequest request,
        LabelledDataArchive archive,
        ServicePaths paths,
        CancellationToken cancellationToken
    )
    {
        if (request.Query.Keys.FirstOrDefault(name => name is not ("task" or "labels")) is { } unknown)
        {
            return new ProblemResult(Refusals.UnknownParameter(unknown, "task", "labels"));
        }

        var (labels, wrong) = PageQuery.Word(
            request.Query,
            "labels",
            [.. Enum.GetNames<LabelRule>().Select(name => name.ToLowerInvariant())]
        );
        if (wrong is not null)
        {
            return new ProblemResult(wrong);
        }

        // A file first: what is sent is complete, and a database that goes away meanwhile is a clear answer instead of half an archive.
        string path = Path.Combine(paths.Data, $"export-{Guid.CreateVersion7():N}.zip");
        var file = new FileStream(
            path,
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            1 << 16,
            FileOptions.DeleteOnClose
        );
        request.HttpContext.Response.RegisterForDispose(file);
        await archive.WriteAsync(
            file,
            request.Query["task"],
            Enum.Parse<LabelRule>(labels ?? nameof(LabelRule.Weighted), ignoreCase: true),
            cancellationToken
        );
        file.Position = 0;
        return TypedResults.Stream(file, MediaType, "labelled-data.zip");
    }
}
