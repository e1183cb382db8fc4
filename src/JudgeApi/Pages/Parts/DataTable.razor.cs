using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace JudgeApi.Pages.Parts;

public sealed partial class DataTable<T>
{
    private readonly List<Column<T>> columns = [];
    private Column<T>? sorted;
    private bool descending;
    private bool exporting;

    [Inject]
    private IJSRuntime Browser { get; set; } = default!;

    [Parameter, EditorRequired]
    public IReadOnlyList<T> Rows { get; set; } = [];

    /// <summary>What the table holds, for those who do not see it; the exported file has this name too.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>A few words above it, such as how many rows there are.</summary>
    [Parameter]
    public string? Note { get; set; }

    /// <summary>The columns.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>Fetches further rows; absent where all are there.</summary>
    [Parameter]
    public EventCallback More { get; set; }

    /// <summary>All rows for the exported file, where the table has only the first ones.</summary>
    [Parameter]
    public Func<Task<IReadOnlyList<T>>>? All { get; set; }

    private IEnumerable<T> Ordered
    {
        get
        {
            if (sorted?.Of is not { } value)
            {
                return Rows;
            }

            // Rows without a value come last either way.
            var known = Rows.Where(row => value(row) is not null);
            known = descending ? known.OrderByDescending(value, Values.Order) : known.OrderBy(value, Values.Order);
            return known.Concat(Rows.Where(row => value(row) is null));
        }
    }

    internal void Add(Column<T> column) => columns.Add(column);

    internal void Remove(Column<T> column) => columns.Remove(column);

    private string SortOf(Column<T> column) =>
        column != sorted ? "none"
        : descending ? "descending"
        : "ascending";

    private string Arrow(Column<T> column) =>
        column != sorted ? ""
        : descending ? " ↓"
        : " ↑";

    private void SortBy(Column<T> column)
    {
        descending = sorted == column && !descending;
        sorted = column;
    }

    private async Task ExportAsync()
    {
        exporting = true;
        try
        {
            var rows = All is null ? [.. Ordered] : await All();
            var exported = columns.Where(column => column.IsExported).ToList();
            string text = Csv.Of(
                exported.Select(column => column.Title),
                rows.Select(row => exported.Select(column => column.Of!(row)))
            );
            await Browser.InvokeVoidAsync("mtrl.download", $"{Label.ToLowerInvariant().Replace(' ', '-')}.csv", text);
        }
        finally
        {
            exporting = false;
        }
    }
}
