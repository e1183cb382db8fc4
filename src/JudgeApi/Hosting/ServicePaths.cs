using Microsoft.Extensions.Options;

namespace JudgeApi.Hosting;

/// <summary>Where the service's folders are on this machine.</summary>
internal sealed class ServicePaths(IOptions<ServiceOptions> options, IHostEnvironment environment)
{
    /// <summary>Absolute.</summary>
    public string Data { get; } = Path.GetFullPath(options.Value.DataFolder, environment.ContentRootPath);

    /// <summary>Absolute; the configured checkpoint or the shipped one.</summary>
    /// <exception cref="StartupException">There is no such folder.</exception>
    public string Checkpoint() =>
        options.Value.Checkpoint is { } configured
            ? Existing(Path.GetFullPath(configured, environment.ContentRootPath))
            : Shipped("models/tiny-judge")
                ?? Shipped("models/tiny-base")
                ?? throw new StartupException(
                    "No model was found: set MtRl:Checkpoint to a checkpoint folder (models/tiny-judge ships with the source)."
                );

    /// <summary>A file or folder that ships with the source: beside the content root, beside the program, or above one of them.</summary>
    public string? Shipped(string relative) =>
        new[] { environment.ContentRootPath, AppContext.BaseDirectory }
            .SelectMany(Ancestors)
            .Select(folder => Path.Combine(folder, relative))
            .FirstOrDefault(Path.Exists);

    private static string Existing(string folder) =>
        File.Exists(Path.Combine(folder, "config.json"))
            ? folder
            : throw new StartupException($"MtRl:Checkpoint is {folder}, where there is no checkpoint (config.json is missing).");

    private static IEnumerable<string> Ancestors(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            yield return at.FullName;
        }
    }
}
