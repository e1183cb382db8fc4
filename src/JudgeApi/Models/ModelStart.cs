using JudgeApi.Hosting;
using JudgeApi.Serving;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using JudgeCore.Verdicts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JudgeApi.Models;

/// <summary>The first version that this server serves: the wanted one; where it fails, the one before; at the very first start, the configured checkpoint.</summary>
internal sealed partial class ModelStart(
    ModelRegistry registry,
    ModelVerifier verifier,
    JudgeLoader load,
    ServedJudge served,
    ServicePaths paths,
    IDbContextFactory<JudgeDb> databases,
    IOptions<ServiceOptions> options,
    TimeProvider time,
    ILogger<ModelStart> logger
)
{
    /// <exception cref="StartupException">Nothing can be served.</exception>
    public async Task ServeAsync(CancellationToken cancellationToken)
    {
        bool onPurpose = options.Value.Checkpoint is not null;
        var wanted = await WantedAsync(cancellationToken);
        (IJudge Judge, string Folder)? configured =
            wanted is null || onPurpose ? await LoadConfiguredAsync(cancellationToken) : null;
        if (configured is { } loaded)
        {
            var serving = await registry.RegisterConfiguredAsync(
                loaded.Judge.Model.Version,
                loaded.Judge.Model.Digest,
                loaded.Folder,
                onPurpose,
                cancellationToken
            );
            wanted = await FindAsync(serving.Desired, cancellationToken);
            if (wanted?.Name == loaded.Judge.Model.Version && wanted.Digest == loaded.Judge.Model.Digest)
            {
                Serve(loaded.Judge);
                return;
            }

            await ModelVerifier.DisposeAsync(loaded.Judge);
        }

        while (wanted is not null)
        {
            try
            {
                Serve(await verifier.LoadAsync(wanted, cancellationToken));
                return;
            }
            catch (ModelLoadException error)
            {
                NotServed(logger, wanted.Name, error.Message);
                await registry.RejectAsync(wanted.Name, error.Message, null, cancellationToken);
                string failed = wanted.Name;
                wanted = await WantedAsync(cancellationToken);
                if (wanted?.Name == failed)
                {
                    throw new StartupException(
                        $"The model version {failed} cannot be served, and there is none before it: {error.Message}",
                        error
                    );
                }
            }
        }
    }

    private async Task<(IJudge Judge, string Folder)> LoadConfiguredAsync(CancellationToken cancellationToken)
    {
        string folder = paths.Checkpoint();
        try
        {
            var judge = await load(folder, null, cancellationToken);
            await verifier.VerifyAsync(judge, judge.Model.Digest, folder, cancellationToken);
            return (judge, folder);
        }
        catch (ModelLoadException error)
        {
            throw new StartupException($"MtRl:Checkpoint cannot be served: {error.Message}", error);
        }
    }

    private void Serve(IJudge judge)
    {
        _ = served.Serve(judge, UtcInstant.Now(time));
        Serving(logger, judge.Model.Version, judge.Model.Digest);
    }

    private async Task<ModelVersion?> WantedAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db
            .WantedModel.Join(db.ModelVersions, row => row.Desired, version => version.Name, (_, version) => version)
            .AsNoTracking()
            .SingleOrDefaultAsync(cancellationToken);
    }

    private async Task<ModelVersion?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ModelVersions.AsNoTracking().FirstOrDefaultAsync(row => row.Name == name, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Serving model {ModelVersion} with digest {ModelDigest}")]
    private static partial void Serving(ILogger logger, string modelVersion, string modelDigest);

    [LoggerMessage(Level = LogLevel.Error, Message = "Model {ModelVersion} is not served: {Reason}")]
    private static partial void NotServed(ILogger logger, string modelVersion, string reason);
}
