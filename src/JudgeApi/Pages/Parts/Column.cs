using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace JudgeApi.Pages.Parts;

/// <summary>One column of a <see cref="DataTable{T}"/>: what it is called, what it is sorted and exported by, and how it is shown.</summary>
public sealed class Column<T> : ComponentBase, IDisposable
{
    [CascadingParameter]
    private DataTable<T> Table { get; set; } = default!;

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>A text, a number, an instant or a truth value; null: nothing is known.</summary>
    [Parameter]
    public Func<T, object?>? Of { get; set; }

    /// <summary>Of numbers, as .NET writes them; P0 for shares.</summary>
    [Parameter]
    public string? Format { get; set; }

    /// <summary>The cell, where it is more than its value.</summary>
    [Parameter]
    public RenderFragment<T>? ChildContent { get; set; }

    /// <summary>Whether its value goes into the exported file.</summary>
    internal bool IsExported => Of is not null;

    internal bool IsNumber(T row) => Of?.Invoke(row) is double or int or long or float;

    /// <summary>As people read it.</summary>
    internal string Shown(T row) =>
        Of?.Invoke(row) switch
        {
            null => "–",
            bool truth => truth ? "yes" : "no",
            Enum word => word.ToString().ToLowerInvariant(),
            IFormattable number => number.ToString(Format, CultureInfo.InvariantCulture),
            var other => other.ToString() ?? "",
        };

    public void Dispose() => Table.Remove(this);

    protected override void OnInitialized() => Table.Add(this);
}
