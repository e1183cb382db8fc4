// Pages go by key, not by number: rows that come in front meanwhile shift nothing, and the last page costs what the first does.
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;

namespace JudgeApi.Paging;

/// <summary>Reads one page of a list that is ordered by an instant and, within it, by a name that only one row has.</summary>
internal static class NewestFirst
{
    /// <param name="rows">Those of the list, in no order.</param>
    /// <param name="page">Window, length and place.</param>
    /// <param name="at">When a row came; an index of the table begins with it or ends in it.</param>
    /// <param name="id">The row's own name.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public static async Task<Page<T>> PageAsync<T>(
        this IQueryable<T> rows,
        PageQuery page,
        Expression<Func<T, DateTimeOffset>> at,
        Expression<Func<T, string>> id,
        CancellationToken cancellationToken
    )
    {
        if (page.From is { } from)
        {
            rows = rows.Where(at, when => when >= from);
        }

        if (page.To is { } to)
        {
            rows = rows.Where(at, when => when < to);
        }

        if (page.Cursor is var (lastAt, lastId))
        {
            rows = rows.Where(at, id, (when, name) => when < lastAt || (when == lastAt && string.Compare(name, lastId) < 0));
        }

        // One more than asked for tells whether there is a next page.
        var found = await rows.OrderByDescending(at).ThenByDescending(id).Take(page.Limit + 1).ToListAsync(cancellationToken);
        if (found.Count <= page.Limit)
        {
            return new Page<T>(found, null);
        }

        var last = found[^2];
        return new Page<T>(found[..^1], new PageCursor(at.Compile()(last), id.Compile()(last)));
    }

    private static IQueryable<T> Where<T, TValue>(
        this IQueryable<T> rows,
        Expression<Func<T, TValue>> value,
        Expression<Func<TValue, bool>> condition
    ) =>
        rows.Where(
            Expression.Lambda<Func<T, bool>>(
                ReplacingExpressionVisitor.Replace(condition.Parameters[0], value.Body, condition.Body),
                value.Parameters
            )
        );

    private static IQueryable<T> Where<T, TFirst, TSecond>(
        this IQueryable<T> rows,
        Expression<Func<T, TFirst>> first,
        Expression<Func<T, TSecond>> second,
        Expression<Func<TFirst, TSecond, bool>> condition
    )
    {
        var row = first.Parameters[0];
        var ofRow = ReplacingExpressionVisitor.Replace(second.Parameters[0], row, second.Body);
        return rows.Where(
            Expression.Lambda<Func<T, bool>>(
                new ReplacingExpressionVisitor(condition.Parameters, [first.Body, ofRow]).Visit(condition.Body),
                row
            )
        );
    }
}
