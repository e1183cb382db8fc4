using JudgeApi.Hosting;
using JudgeApi.Problems;
using JudgeApi.Serving;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using JudgeCore.Adapters;
using JudgeCore.Checkpoints;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JudgeApi.Models;

/// <summary>Brings a checkpoint, or an adapter on one of the versions, into the registry; it is loaded once before it becomes a version.</summary>
internal sealed class ModelImport(
    ModelRegistry registry,
    ModelStore store,
    JudgeLoader load,
    ModelVerifier verifier,
    IDbContextFactory<JudgeDb> databases,
    IOptions<ServiceOptions> options
)
{
    /// <param name="body">A zip archive.</param>
    /// <param name="baseVersion">The version that an adapter belongs to; for a whole checkpoint, where it comes from, or null.</param>
    /// <param name="keyId">Who brings it.</param>
    /// <param name="cancellationToken">Nothing becomes a version.</param>
    public async Task<Parsed<ModelVersion>> ImportAsync(
        Stream body,
        string? baseVersion,
        string keyId,
        CancellationToken cancellationToken
    )
    {
        ModelVersion? from = null;
        if (baseVersion is not null)
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            from = await db.ModelVersions.AsNoTracking().FirstOrDefaultAsync(row => row.Name == baseVersion, cancellationToken);
            if (from is not { Status: ModelStatus.Ready })
            {
                return Refusals.BadValue(
                    "base",
                    $"There is no model version '{Refusals.Shown(baseVersion)}' that can be served."
                );
            }
        }

        string work = store.NewWorkFolder();
        try
        {
            string checkpoint = await UnpackAsync(body, work, from, cancellationToken);
            CheckpointFolder.Open(checkpoint);
            var judge = await load(checkpoint, null, cancellationToken);
            try
            {
                await verifier.VerifyAsync(judge, judge.Model.Digest, checkpoint, cancellationToken);
            }
            finally
            {
                await ModelVerifier.DisposeAsync(judge);
            }

            return await registry.RegisterAsync(
                new NewModel(checkpoint, ModelOrigin.Import) { Base = from?.Name, CreatedBy = keyId },
                cancellationToken
            );
        }
        catch (Exception error) when (error is ModelLoadException or CheckpointException)
        {
            // Files are named as the archive names them, not by where they were unpacked.
            string message = error.Message.Replace($"{Path.GetFileName(work)}/", "", StringComparison.Ordinal);
            return new Problem(StatusCodes.Status400BadRequest, ProblemCodes.BadCheckpoint, message);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private async Task<string> UnpackAsync(Stream body, string work, ModelVersion? from, CancellationToken cancellationToken)
    {
        string upload = Path.Combine(work, "upload.zip");
        string unpacked = Path.Combine(work, "archive");
        await using (var file = new FileStream(upload, FileMode.CreateNew, FileAccess.ReadWrite))
        {
            await body.CopyToAsync(file, cancellationToken);
            file.Position = 0;
            Directory.CreateDirectory(unpacked);
            await ModelArchive.UnpackAsync(file, unpacked, options.Value.Models.ImportMaxBytes, cancellationToken);
        }

        if (!AdaptedCheckpoint.IsAdapterAlone(unpacked))
        {
            return unpacked;
        }

        if (from is null)
        {
            throw new ModelLoadException(
                "The archive holds an adapter: the parameter base must name the version that it belongs to."
            );
        }

        string adapted = Path.Combine(work, "adapted");
        string basis = store.PathOf(from);
        var card = CheckpointFolder.Open(basis).Card with
        {
            Version = "",
            Calibration = new Dictionary<string, TaskCalibration>(),
        };
        await Task.Run(() => AdaptedCheckpoint.Write(basis, unpacked, adapted, card), cancellationToken);
        return adapted;
    }
}
