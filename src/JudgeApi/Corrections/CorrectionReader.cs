using JudgeApi.Paging;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Corrections;

/// <summary>Finds what people said of judgments.</summary>
internal sealed class CorrectionReader(JudgeDb db)
{
    public Task<Page<Correction>> ListAsync(CorrectionFilter filter, CancellationToken cancellationToken) =>
        filter.Apply(db).AsNoTracking().PageAsync(filter.Page, row => row.CreatedAt, row => row.Id, cancellationToken);

    /// <summary>How people's last words on some judgments stand to them; judgments that nobody spoke of are left out.</summary>
    /// <param name="judgments">Ids.</param>
    /// <param name="rater">Only this one's words: raters do not see each other's; null: all.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public async Task<IReadOnlyDictionary<string, PeopleSaid>> SaidAsync(
        IEnumerable<string> judgments,
        string? rater,
        CancellationToken cancellationToken
    )
    {
        string[] ids = [.. judgments];
        return await db
            .CurrentCorrections.AsNoTracking()
            .Where(word => ids.Contains(word.JudgmentId) && (rater == null || word.RaterId == rater))
            .GroupBy(word => word.JudgmentId)
            .Select(words => new
            {
                words.Key,
                Count = words.Count(),
                Against = words.Count(word => !word.Confirms),
            })
            .ToDictionaryAsync(
                words => words.Key,
                words => new PeopleSaid(words.Count, words.Against),
                StringComparer.Ordinal,
                cancellationToken
            );
    }
}
