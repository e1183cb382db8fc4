namespace JudgeApi.Paging;

/// <summary>Some rows of a list, newest first.</summary>
/// <param name="Items">In their order.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, PageCursor? Next)
{
    /// <summary>Most rows of a list that are read at once, page after page: what a file takes.</summary>
    public const int MostRead = 10_000;

    /// <summary>Reads page after page.</summary>
    /// <param name="read">The page at a place; null: the reading failed, and what was read so far stands.</param>
    public static async Task<IReadOnlyList<T>> AllAsync(Func<PageCursor?, Task<Page<T>?>> read)
    {
        List<T> all = [];
        PageCursor? place = null;
        do
        {
            if (await read(place) is not { } found)
            {
                break;
            }

            all.AddRange(found.Items);
            place = found.Next;
        } while (place is not null && all.Count < MostRead);

        return all;
    }

    public Page<TOther> Select<TOther>(Func<T, TOther> view) => new([.. Items.Select(view)], Next);
}
