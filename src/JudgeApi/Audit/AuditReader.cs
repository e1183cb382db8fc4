using JudgeApi.Keys;
using JudgeApi.Paging;
using JudgeApi.Storage;
using Microsoft.EntityFrameworkCore;

namespace JudgeApi.Audit;

/// <summary>Reads who changed what.</summary>
internal sealed class AuditReader(JudgeDb db, KeyNames keys)
{
    /// <param name="page">Window, length and place.</param>
    /// <param name="subject">Only of this model version, task, key...; null: of all.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public async Task<Page<AuditView>> ListAsync(PageQuery page, string? subject, CancellationToken cancellationToken)
    {
        var found = await db
            .AuditEntries.AsNoTracking()
            .Where(row => subject == null || row.Subject == subject)
            .PageAsync(page, row => row.At, row => row.Id, cancellationToken);
        var names = await keys.OfAsync(found.Items.Select(row => row.KeyId), cancellationToken);
        return found.Select(row => new AuditView(
            row.Id,
            row.At,
            row.KeyId,
            row.KeyId is null ? null : names.GetValueOrDefault(row.KeyId),
            row.Action,
            row.Subject,
            row.From,
            row.To,
            row.Reason
        ));
    }
}
