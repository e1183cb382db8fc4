using System.Security.Claims;
using JudgeApi.Paging;
using JudgeApi.Problems;
using JudgeApi.Reviews;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Judgments;

/// <summary>Finds judgments, as far as the one who asks may see them now.</summary>
internal sealed class JudgmentReader(JudgeDb db, TimeProvider time)
{
    public Task<Page<Judgment>> ListAsync(JudgmentFilter filter, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        filter
            .Apply(db, BlindRule.Visible(db, user, UtcInstant.Now(time)))
            .Include(row => row.Images)
            .PageAsync(filter.Page, row => row.CreatedAt, row => row.Id, cancellationToken);

    /// <summary>One judgment, or why it is not shown.</summary>
    public async Task<Parsed<Judgment>> FindAsync(string id, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        var row = await db
            .Judgments.AsNoTracking()
            .Include(row => row.Images)
            .FirstOrDefaultAsync(row => row.Id == id, cancellationToken);
        if (row is null)
        {
            return Refusals.NotFound("judgment", id);
        }

        bool visible = await BlindRule.Visible(db, user, UtcInstant.Now(time)).AnyAsync(row => row.Id == id, cancellationToken);
        return visible ? row : BlindRule.Hidden();
    }
}
