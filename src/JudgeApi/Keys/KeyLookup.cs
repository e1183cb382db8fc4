using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Keys;

/// <summary>From a key that somebody sent to the caller whom it names; the same for requests of programs and for people who sign in.</summary>
internal static class KeyLookup
{
    private const int LongestKey = 512;

    /// <summary>The key's row, or the sentence why it opens nothing.</summary>
    public static async Task<(ApiKey? Key, string? Failure)> FindAsync(
        JudgeDb db,
        string secret,
        CancellationToken cancellationToken
    )
    {
        if (secret.Length is 0 or > LongestKey)
        {
            return (null, "The key is not valid.");
        }

        // The index finds the row by hash, so the time that it takes says nothing about any stored key.
        string hash = KeyRules.Hash(secret);
        var known = await db.ApiKeys.AsNoTracking().FirstOrDefaultAsync(row => row.Hash == hash, cancellationToken);
        if (
            known is null
            || !CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(known.Hash), Encoding.ASCII.GetBytes(hash))
        )
        {
            return (null, "The key is not valid.");
        }

        return known.RevokedAt is null ? (known, null) : (null, "The key was revoked.");
    }

    /// <summary>Whether the key of this id may still be used.</summary>
    public static Task<bool> HoldsAsync(JudgeDb db, string id, CancellationToken cancellationToken) =>
        db.ApiKeys.AnyAsync(row => row.Id == id && row.RevokedAt == null, cancellationToken);

    /// <param name="key">Valid.</param>
    /// <param name="scheme">The authentication that found it.</param>
    public static ClaimsPrincipal Principal(ApiKey key, string scheme) =>
        new(
            new ClaimsIdentity(
                [
                    new Claim(ClaimTypes.NameIdentifier, key.Id),
                    new Claim(ClaimTypes.Name, key.Name),
                    new Claim(ClaimTypes.Role, key.Role.ToString()),
                ],
                scheme
            )
        );
}
