using System.Security.Claims;
using JudgeApi.Hosting;
using JudgeApi.Judging;
using JudgeApi.Keys;
using JudgeApi.Problems;
using JudgeApi.Tasks;
using JudgeCore.Tasks;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace JudgeApi.Imports;

/// <summary>Operators bring ratings that were collected elsewhere.</summary>
internal static class ImportEndpoints
{
    private const string MediaType = "application/zip";

    private const int MaxName = 64;

    public static void AddImports(this IServiceCollection services) => services.AddSingleton<RatingsImport>();

    public static void MapImports(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/imports", Post)
            .WithTags("Labelled data")
            .WithSummary(
                "Import ratings of a zip archive (items, ratings, comparisons as CSV or JSONL, and the pictures) as judgments with corrections"
            )
            .RequireAuthorization(Access.Ops)
            .WithBodyLimit(routes.ServiceProvider.GetRequiredService<IOptions<ServiceOptions>>().Value.Imports.MaxBytes)
            .WithMetadata(new Microsoft.AspNetCore.Mvc.ConsumesAttribute(MediaType))
            .WithParameters(
                ("name", "Of this import: lower-case letters, digits, dashes; it may be repeated and goes on where it was"),
                ("map", "A task of the archive and the service's, such as appeal:photo-appeal; may be given several times"),
                ("comparisons", "The pairwise task of comparisons that name none")
            )
            .WithExampleAnswer(
                """{ "done": true, "cases": 336, "judged": 336, "known": 0, "stored": 7800, "repeated": 0, "skipped": 0, "faults": [], "faultCount": 0 }"""
            );

    private static async Task<Results<NdjsonResult, ProblemResult>> Post(
        HttpContext context,
        ClaimsPrincipal user,
        TaskCatalog catalog,
        RatingsImport import,
        ServicePaths paths,
        IOptions<ServiceOptions> options,
        CancellationToken cancellationToken
    )
    {
        var query = context.Request.Query;
        if (query.Keys.FirstOrDefault(key => key is not ("name" or "map" or "comparisons")) is { } unknown)
        {
            return new ProblemResult(Refusals.UnknownParameter(unknown, "name", "map", "comparisons"));
        }

        string? name = query["name"];
        if (
            name is not { Length: > 0 and <= MaxName }
            || !name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')
        )
        {
            return new ProblemResult(
                Refusals.BadValue("name", $"The parameter name must have 1 to {MaxName} lower-case letters, digits and dashes.")
            );
        }

        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string? pair in query["map"])
        {
            if (pair?.Split(':') is not [{ Length: > 0 } theirs, { Length: > 0 } ours])
            {
                return new ProblemResult(
                    Refusals.BadValue("map", "The parameter map must be two task names with a colon between them.")
                );
            }

            map[theirs] = ours;
        }

        // A zip is read from its end: it goes to a file first, which the response removes.
        string upload = Path.Combine(paths.Data, $"import-{Guid.CreateVersion7():N}.zip");
        var file = new FileStream(
            upload,
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            1 << 16,
            FileOptions.DeleteOnClose
        );
        context.Response.RegisterForDispose(file);
        await context.Request.Body.CopyToAsync(file, cancellationToken);
        file.Position = 0;
        RatingsArchive archive;
        try
        {
            archive = RatingsArchive.Open(file, map, query["comparisons"], options.Value.Imports.MaxTableBytes);
        }
        catch (Exception error) when (error is ImportException or InvalidDataException or System.Text.DecoderFallbackException)
        {
            return new ProblemResult(
                new Problem(
                    StatusCodes.Status400BadRequest,
                    ProblemCodes.BadImport,
                    error is ImportException ? error.Message : "The archive is damaged, or a table is not UTF-8."
                )
            );
        }

        context.Response.RegisterForDispose(archive);
        var tasks = (await catalog.ListAsync(cancellationToken)).ToDictionary(task => task.Name, StringComparer.Ordinal);
        foreach (var rated in archive.Cases)
        {
            if (!tasks.TryGetValue(rated.Task, out var task))
            {
                return new ProblemResult(
                    RequestChecks.UnknownTask(rated.Task, tasks.Keys) with
                    {
                        Field = rated.Items.Count == 2 ? "comparisons" : "map",
                    }
                );
            }

            if (task.ImageCount != rated.Items.Count)
            {
                return new ProblemResult(
                    Refusals.BadValue(
                        rated.Items.Count == 2 ? "comparisons" : "map",
                        $"The task {task.Name} is {(task.Kind == TaskKind.Pairwise ? "pairwise" : "not pairwise")}: it cannot take these ratings."
                    )
                );
            }
        }

        return new NdjsonResult(import.RunAsync(archive, name, tasks, user.KeyId(), cancellationToken));
    }
}
