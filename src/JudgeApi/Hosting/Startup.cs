using JudgeApi.Keys;
using JudgeApi.Models;
using JudgeApi.Storage;
using JudgeApi.Tasks;
using Microsoft.Extensions.Options;
using Polly.Registry;

namespace JudgeApi.Hosting;

/// <summary>What happens before the first request: the database is brought up to date, then the model is loaded.</summary>
internal sealed class Startup(
    IServiceScopeFactory scopes,
    ServicePaths paths,
    IOptions<ServiceOptions> options,
    FirstRunKey firstRun,
    ModelStart models,
    ResiliencePipelineProvider<string> pipelines,
    TimeProvider time,
    ILogger<Startup> logger
) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        CreateFolder(paths.Data);
        await PrepareDatabaseAsync(cancellationToken);
        await models.ServeAsync(cancellationToken);
    }

    // A database server that starts beside this one may take its time; a wrong password or name does not get better by waiting.
    private async Task PrepareDatabaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await pipelines
                .GetPipeline(Resilience.DatabaseStart)
                .ExecuteAsync(
                    async token =>
                    {
                        await using var scope = scopes.CreateAsyncScope();
                        var db = scope.ServiceProvider.GetRequiredService<JudgeDb>();
                        await using var alone = await DatabaseLock.TakeAsync(db, paths.Data, token);
                        await DatabaseMigration.ApplyAsync(db, logger, token);
                        await scope.ServiceProvider.GetRequiredService<TaskCatalog>().SeedAsync(token);
                        await firstRun.EnsureAsync(db, options.Value.FirstRunKey, time, token);
                    },
                    cancellationToken
                );
        }
        catch (Exception error) when (DatabaseErrors.IsFailure(error))
        {
            throw new StartupException(
                $"The database of ConnectionStrings:Database cannot be used: {(error.InnerException ?? error).Message}",
                error
            );
        }
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
}
