using JudgeApi.Storage;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Keys;

/// <summary>Sees to it that somebody can get in: the configured ops key, or one that is generated when there is none at all.</summary>
internal sealed class FirstRunKey
{
    /// <summary>The key that was generated at this start, to be printed once; null where there was one already.</summary>
    public string? Generated { get; private set; }

    /// <param name="db">Migrated.</param>
    /// <param name="configured">MtRl:FirstRunKey; a key of this value that was revoked stays revoked.</param>
    /// <param name="time">Says when the key was made.</param>
    /// <param name="cancellationToken">Stops before anything is stored.</param>
    public async Task EnsureAsync(JudgeDb db, string? configured, TimeProvider time, CancellationToken cancellationToken)
    {
        if (configured is null && await db.ApiKeys.AnyAsync(cancellationToken))
        {
            return;
        }

        string secret = configured ?? KeyRules.Generate();
        string hash = KeyRules.Hash(secret);
        if (await db.ApiKeys.AnyAsync(key => key.Hash == hash, cancellationToken))
        {
            return;
        }

        db.ApiKeys.Add(KeyRegistry.NewKey("first run", KeyRole.Ops, secret, time));
        await db.SaveChangesAsync(cancellationToken);
        Generated = configured is null ? secret : null;
    }
}
