using JudgeApi.Audit;
using JudgeApi.Paging;
using JudgeApi.Problems;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Keys;

/// <summary>Lists, makes and revokes keys, and writes down who did.</summary>
internal sealed class KeyRegistry(JudgeDb db, TimeProvider time)
{
    public async Task<Page<KeyView>> ListAsync(PageQuery page, CancellationToken cancellationToken)
    {
        var found = await db.ApiKeys.AsNoTracking().PageAsync(page, key => key.CreatedAt, key => key.Id, cancellationToken);
        return found.Select(KeyView.Of);
    }

    /// <summary>The new key with its secret, which nobody can read again.</summary>
    public async Task<Parsed<CreatedKey>> CreateAsync(string name, KeyRole role, string by, CancellationToken cancellationToken)
    {
        name = name.Trim();
        if (name.Length is 0 or > KeyRules.MaxName)
        {
            return Refusals.BadValue("name", $"The field name must have 1 to {KeyRules.MaxName} characters.") with
            {
                Limit = KeyRules.MaxName,
            };
        }

        string secret = KeyRules.Generate();
        var key = NewKey(name, role, secret, time);
        db.ApiKeys.Add(key);
        AuditLog.Record(db, time, by, AuditActions.KeyCreated, key.Id, to: role.ToString(), reason: name);
        await db.SaveChangesAsync(cancellationToken);
        return new CreatedKey(key.Id, key.Name, key.Role, key.Prefix, key.CreatedAt, null, null, secret);
    }

    /// <summary>The key opens nothing from now on; why not, where it stays.</summary>
    public async Task<Problem?> RevokeAsync(string id, string by, CancellationToken cancellationToken)
    {
        var key = await db.ApiKeys.FirstOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (key is null)
        {
            return Refusals.NotFound("key", id);
        }

        if (key.Id == by)
        {
            return new Problem(
                StatusCodes.Status409Conflict,
                ProblemCodes.LastOpsKey,
                "A key cannot revoke itself, so that one ops key always remains: use another ops key."
            );
        }

        if (key.RevokedAt is null)
        {
            key.RevokedAt = UtcInstant.Now(time);
            AuditLog.Record(db, time, by, AuditActions.KeyRevoked, key.Id, from: key.Role.ToString(), reason: key.Name);
        }

        await db.SaveChangesAsync(cancellationToken);
        return null;
    }

    /// <summary>A row for a secret, not yet added.</summary>
    public static ApiKey NewKey(string name, KeyRole role, string secret, TimeProvider time) =>
        new()
        {
            Id = KeyRules.NewId(),
            Name = name,
            Role = role,
            Prefix = KeyRules.Prefix(secret),
            Hash = KeyRules.Hash(secret),
            CreatedAt = UtcInstant.Now(time),
        };
}
