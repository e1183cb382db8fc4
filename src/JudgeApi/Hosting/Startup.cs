using JudgeApi.Keys;
using JudgeApi.Serving;
using JudgeApi.Storage;
using JudgeApi.Tasks;
using Microsoft.Extensions.Options;

namespace JudgeApi.Hosting;

/// <summary>What happens before the first request: the database is brought up to date, then the model is loaded.</summary>
internal sealed partial class Startup(
    IServiceScopeFactory scopes,
    ServicePaths paths,
    IOptions<ServiceOptions> options,
    FirstRunKey firstRun,
    JudgeLoader load,
    ServedJudge judge,
    TimeProvider time,
    ILogger<Startup> logger
) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        CreateFolder(paths.Data);
        await using (var scope = scopes.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<JudgeDb>();
            await DatabaseMigration.ApplyAsync(db, paths.Data, logger, cancellationToken);
            await scope.ServiceProvider.GetRequiredService<TaskCatalog>().SeedAsync(cancellationToken);
            await firstRun.EnsureAsync(db, options.Value.FirstRunKey, time, cancellationToken);
        }

        string checkpoint = paths.Checkpoint();
        judge.Serve(await load(checkpoint, cancellationToken));
        Serving(logger, judge.Current!.Model.Version, judge.Current.Model.Digest);
    }

    private static void CreateFolder(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"MtRl:DataFolder {path} cannot be created: {error.Message}");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "Serving model {ModelVersion} with digest {ModelDigest}")]
    private static partial void Serving(ILogger logger, string modelVersion, string modelDigest);
}
