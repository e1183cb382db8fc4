namespace JudgeApi.Paging;

/// <summary>Some rows of a list, newest first.</summary>
/// <param name="Items">In their order.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, PageCursor? Next)
{
    public Page<TOther> Select<TOther>(Func<T, TOther> view) => new([.. Items.Select(view)], Next);
}
