using JudgeApi.Storage;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Keys;

/// <summary>Whose keys they are, for people to read.</summary>
internal sealed class KeyNames(JudgeDb db)
{
    /// <summary>Names by id; an id that is no key's, such as an imported rater's, has none.</summary>
    public async Task<IReadOnlyDictionary<string, string>> OfAsync(IEnumerable<string?> ids, CancellationToken cancellationToken)
    {
        string[] wanted = [.. ids.OfType<string>().Distinct(StringComparer.Ordinal)];
        return await db
            .ApiKeys.AsNoTracking()
            .Where(key => wanted.Contains(key.Id))
            .ToDictionaryAsync(key => key.Id, key => key.Name, StringComparer.Ordinal, cancellationToken);
    }
}
