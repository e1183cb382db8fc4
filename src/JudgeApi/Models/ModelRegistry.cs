// The database says which version is wanted; servers reconcile themselves to it. So a promotion, a rollback and a start are one mechanism.
using JudgeApi.Audit;
using JudgeApi.Problems;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using JudgeCore.Checkpoints;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Models;

/// <summary>Versions of the judge: registers them, and decides which one is wanted.</summary>
internal sealed class ModelRegistry(Commits commits, ModelStore store, ModelNudge nudge, TimeProvider time)
{
    public const int MaxName = 128;

    /// <summary>Copies a checkpoint into the store and makes it a version that may be promoted. Registering the same files again gives the version
    /// they are already.</summary>
    /// <param name="model">What, and where it comes from.</param>
    /// <param name="cancellationToken">Before the version is written down.</param>
    /// <exception cref="CheckpointException">The folder is no sound checkpoint.</exception>
    public async Task<ModelVersion> RegisterAsync(NewModel model, CancellationToken cancellationToken)
    {
        string digest = CheckpointFolder.Open(model.Folder).Digest(cancellationToken);
        Directory.CreateDirectory(store.Root);

        // The copy is named by what it holds: a repeated registration after a crash finds it, and no two versions write one folder.
        string folder = Path.Combine(store.Root, digest);
        if (Directory.Exists(folder) && CheckpointFolder.Open(folder).Digest(cancellationToken) != digest)
        {
            Directory.Delete(folder, recursive: true); // a copy that was damaged since
        }

        if (!Directory.Exists(folder))
        {
            CheckpointCopy.Copy(model.Folder, folder, cancellationToken);
        }

        return await commits.DoAsync(
            async (db, token) =>
            {
                if (
                    await db.ModelVersions.FirstOrDefaultAsync(
                        row => row.Digest == digest && row.Status == ModelStatus.Ready,
                        token
                    ) is
                    { } known
                )
                {
                    return known;
                }

                var version = new ModelVersion
                {
                    Name = await NextNameAsync(db, model.Base, token),
                    Digest = digest,
                    Folder = digest,
                    Origin = model.Origin,
                    Base = model.Base,
                    RunId = model.RunId,
                    DataDigest = model.DataDigest,
                    GateReport = model.GateReport,
                    Bytes = ModelStore.BytesOf(folder),
                    CreatedAt = UtcInstant.Now(time),
                    CreatedBy = model.CreatedBy,
                };
                db.ModelVersions.Add(version);
                AuditLog.Record(db, time, model.CreatedBy, AuditActions.ModelRegistered, version.Name, model.Base, version.Name);
                await db.SaveChangesAsync(token);
                return version;
            },
            cancellationToken
        );
    }

    /// <summary>Writes down the checkpoint that the configuration names; the first one ever is wanted at once, and so is a new one that was named on purpose.</summary>
    /// <param name="name">Of the loaded judge; another one is found where it is taken by other weights.</param>
    /// <param name="digest">Of the loaded judge.</param>
    /// <param name="folder">Absolute; it stays where it is.</param>
    /// <param name="onPurpose">The configuration names it, it is not just what ships.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    public Task<WantedModel> RegisterConfiguredAsync(
        string name,
        string digest,
        string folder,
        bool onPurpose,
        CancellationToken cancellationToken
    ) =>
        commits.DoAsync(
            async (db, token) =>
            {
                var serving = await db.WantedModel.SingleOrDefaultAsync(token);
                var version = await db.ModelVersions.FirstOrDefaultAsync(row => row.Digest == digest, token);
                bool isNew = version is null;
                if (version is null)
                {
                    bool taken = await db.ModelVersions.AnyAsync(row => row.Name == name, token);
                    version = new ModelVersion
                    {
                        Name = taken ? $"{name}-{digest[..8]}" : name,
                        Digest = digest,
                        Folder = folder,
                        Origin = ModelOrigin.Configured,
                        Bytes = ModelStore.BytesOf(folder),
                        CreatedAt = UtcInstant.Now(time),
                    };
                    db.ModelVersions.Add(version);
                    AuditLog.Record(db, time, null, AuditActions.ModelRegistered, version.Name, null, version.Name);
                }

                if (serving is null)
                {
                    serving = new WantedModel
                    {
                        Desired = version.Name,
                        Generation = 1,
                        ChangedAt = UtcInstant.Now(time),
                    };
                    db.WantedModel.Add(serving);
                }
                else if (isNew && onPurpose)
                {
                    Want(db, serving, version.Name, null, AuditActions.ModelPromoted, "The configuration names it.");
                }

                await db.SaveChangesAsync(token);
                return serving;
            },
            cancellationToken
        );

    /// <summary>Makes a version the wanted one.</summary>
    /// <param name="name">Of the version.</param>
    /// <param name="expected">The version that the caller believes to be wanted now; null: whichever.</param>
    /// <param name="keyId">Who; null: the service itself, which does not replace a pinned version.</param>
    /// <param name="reason">For the audit log.</param>
    /// <param name="cancellationToken">Before anything is written.</param>
    public Task<ModelChange> PromoteAsync(
        string name,
        string? expected,
        string? keyId,
        string? reason,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            expected,
            async (db, serving, token) =>
            {
                if (await db.ModelVersions.FirstOrDefaultAsync(row => row.Name == name, token) is not { } version)
                {
                    return Refusals.NotFound("model version", name);
                }

                if (version.Status != ModelStatus.Ready)
                {
                    return NotServable(version);
                }

                if (keyId is null && await db.ModelVersions.AnyAsync(row => row.Name == serving.Desired && row.Pinned, token))
                {
                    return new Problem(
                        StatusCodes.Status409Conflict,
                        ProblemCodes.ModelPinned,
                        $"The served version {serving.Desired} is pinned: only an operator promotes another in its place."
                    );
                }

                if (serving.Desired != name)
                {
                    Want(db, serving, name, keyId, AuditActions.ModelPromoted, reason);
                }

                return null;
            },
            cancellationToken
        );

    /// <summary>Goes back to the version before.</summary>
    /// <param name="expected">The version that the caller wants to leave; null: whichever.</param>
    /// <param name="keyId">Who; null: the service itself.</param>
    /// <param name="reason">For the audit log.</param>
    /// <param name="cancellationToken">Before anything is written.</param>
    public Task<ModelChange> RollBackAsync(
        string? expected,
        string? keyId,
        string? reason,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            expected,
            async (db, serving, token) =>
            {
                var version = await db.ModelVersions.FirstOrDefaultAsync(row => row.Name == serving.Previous, token);
                if (version is null)
                {
                    return new Problem(
                        StatusCodes.Status409Conflict,
                        ProblemCodes.NothingToRollBack,
                        "There is no version before the wanted one."
                    );
                }

                if (version.Status != ModelStatus.Ready)
                {
                    return NotServable(version);
                }

                Want(db, serving, version.Name, keyId, AuditActions.ModelRolledBack, reason);
                return null;
            },
            cancellationToken
        );

    /// <summary>A version failed on a server: it is never wanted again, and where it was, the version before is.</summary>
    /// <param name="name">Of the version.</param>
    /// <param name="reason">A sentence.</param>
    /// <param name="otherwise">What is wanted where there is no version before.</param>
    /// <param name="cancellationToken">Before anything is written.</param>
    public Task RejectAsync(string name, string reason, string? otherwise, CancellationToken cancellationToken) =>
        ChangeAsync(
            null,
            async (db, serving, token) =>
            {
                var version = await db.ModelVersions.FirstAsync(row => row.Name == name, token);
                if (version.Status == ModelStatus.Ready)
                {
                    (version.Status, version.Reason) = (ModelStatus.Rejected, reason);
                    AuditLog.Record(db, time, null, AuditActions.ModelRejected, name, reason: reason);
                }

                if (serving.Desired != name)
                {
                    return null;
                }

                string? back = await db
                    .ModelVersions.Where(row =>
                        row.Name != name
                        && row.Status == ModelStatus.Ready
                        && (row.Name == serving.Previous || row.Name == otherwise)
                    )
                    .OrderBy(row => row.Name == serving.Previous ? 0 : 1)
                    .Select(row => row.Name)
                    .FirstOrDefaultAsync(token);
                if (back is not null)
                {
                    Want(db, serving, back, null, AuditActions.ModelRolledBack, reason);
                    serving.Previous = null; // what failed is nothing to go back to
                }

                return null;
            },
            cancellationToken
        );

    /// <summary>Protects a version's files, or gives them free again.</summary>
    public Task<ModelChange> PinAsync(string name, bool pinned, string keyId, CancellationToken cancellationToken) =>
        ChangeAsync(
            null,
            async (db, _, token) =>
            {
                if (await db.ModelVersions.FirstOrDefaultAsync(row => row.Name == name, token) is not { } version)
                {
                    return Refusals.NotFound("model version", name);
                }

                if (version.Status != ModelStatus.Ready)
                {
                    return NotServable(version);
                }

                if (version.Pinned != pinned)
                {
                    version.Pinned = pinned;
                    AuditLog.Record(db, time, keyId, pinned ? AuditActions.ModelPinned : AuditActions.ModelUnpinned, name);
                }

                return null;
            },
            cancellationToken
        );

    private async Task<ModelChange> ChangeAsync(
        string? expected,
        Func<JudgeDb, WantedModel, CancellationToken, Task<Problem?>> change,
        CancellationToken cancellationToken
    )
    {
        var outcome = await commits.DoAsync<ModelChange>(
            async (db, token) =>
            {
                // Two changes at once: the generation lets one of them through, the other runs again and sees it.
                var serving = await db.WantedModel.SingleAsync(token);
                if (expected is not null && serving.Desired != expected)
                {
                    return new ModelChange.Rejected(
                        new Problem(
                            StatusCodes.Status409Conflict,
                            ProblemCodes.VersionConflict,
                            $"The wanted version is {serving.Desired} by now, not {Refusals.Shown(expected)}: look again."
                        )
                        {
                            Field = "expected",
                        }
                    );
                }

                if (await change(db, serving, token) is { } problem)
                {
                    return new ModelChange.Rejected(problem);
                }

                await db.SaveChangesAsync(token);
                return new ModelChange.Done(serving);
            },
            cancellationToken
        );
        nudge.Send();
        return outcome;
    }

    private void Want(JudgeDb db, WantedModel serving, string name, string? keyId, string action, string? reason)
    {
        AuditLog.Record(db, time, keyId, action, name, serving.Desired, name, reason);
        (serving.Previous, serving.Desired) = (serving.Desired, name);
        serving.Generation++;
        serving.ChangedAt = UtcInstant.Now(time);
    }

    private static Problem NotServable(ModelVersion version) =>
        new(
            StatusCodes.Status409Conflict,
            ProblemCodes.ModelNotServable,
            version.Status == ModelStatus.Rejected
                ? $"The version {version.Name} was rejected: {version.Reason}"
                : $"The files of the version {version.Name} were removed."
        );

    // tiny-judge, tiny-judge-v2, tiny-judge-v3...: by the version that the line began with.
    private static async Task<string> NextNameAsync(JudgeDb db, string? from, CancellationToken cancellationToken)
    {
        string root = from ?? "judge";
        int mark = root.LastIndexOf("-v", StringComparison.Ordinal);
        if (mark > 0 && root[(mark + 2)..].All(char.IsAsciiDigit))
        {
            root = root[..mark];
        }

        root = root[..Math.Min(root.Length, MaxName - 10)];
        string prefix = $"{root}-v";
        var taken = await db
            .ModelVersions.Where(row => row.Name.StartsWith(prefix))
            .Select(row => row.Name)
            .ToListAsync(cancellationToken);
        int newest = taken
            .Select(name => int.TryParse(name.AsSpan(prefix.Length), out int number) ? number : 0)
            .DefaultIfEmpty(1)
            .Max();
        return $"{prefix}{Math.Max(newest, 1) + 1}";
    }
}
